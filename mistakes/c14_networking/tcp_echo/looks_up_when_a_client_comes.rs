//! Mistake: looks whether it was shut down only after the next client has come.
//! Breaks: "When the future `shutdown` is done, the server ends"
//! Rejected by: a_server_without_clients_can_be_shut_down_too
//! Told: waiting for its first client

use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let stop = AtomicBool::new(false);
    let mut shutdown = pin!(async {
        shutdown.await;
        stop.store(true, Ordering::SeqCst);
        std::future::pending::<()>().await;
    });
    let mut clients = JoinSet::new();
    while !stop.load(Ordering::SeqCst) {
        tokio::select! {
            () = &mut shutdown => (),
            Ok((stream, _address)) = listener.accept() => {
                clients.spawn(echo(stream));
            }
        }
    }
    clients.shutdown().await;
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; 4096];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return stream.shutdown().await;
        }
        stream.write_all(&buffer[..count]).await?;
    }
}
