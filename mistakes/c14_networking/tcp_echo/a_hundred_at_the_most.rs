//! Mistake: serves a hundred clients at once, and lets the others wait until one of them leaves.
//! Breaks: "Any number of clients are served at once"
//! Rejected by: two_hundred_silent_clients_hold_up_nobody
//! Told: your server serves 100 at a time

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = JoinSet::new();
    let places = Arc::new(Semaphore::new(100));
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            stream = accept(&listener) => {
                let places = Arc::clone(&places);
                clients.spawn(async move {
                    let _place = places.acquire().await;
                    echo(stream).await
                });
            }
            Some(_) = clients.join_next() => (),
        }
    }
    clients.shutdown().await;
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _address)) => return stream,
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (mut reader, mut writer) = stream.split();
    copy(&mut reader, &mut writer).await?;
    writer.shutdown().await
}
