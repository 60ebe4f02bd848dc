//! Mistake: pauses for a second when accepting has failed, though others wait at the door.
//! Breaks: "When accepting works again, whoever waits is let in, 100 ms later at the most"
//! Rejected by: nobody_waits_at_the_door_for_long_when_accepting_works_again
//! Told: waits at the door for as long

use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            stream = accept(&listener) => {
                clients.spawn(echo(stream));
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
            Err(_) => sleep(Duration::from_secs(1)).await,
        }
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (mut reader, mut writer) = stream.split();
    copy(&mut reader, &mut writer).await?;
    writer.shutdown().await
}
