//! Mistake: sends the whole buffer back, not just the part that was read into it.
//! Breaks: "byte for byte, as soon as it arrives"
//! Rejected by: what_arrives_is_sent_back_before_more_arrives
//! Told: the echo differs

use std::io;
use std::pin::pin;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Ok((stream, _address)) = listener.accept() => {
                clients.spawn(echo(stream));
            }
            Some(_) = clients.join_next() => (),
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
        stream.write_all(&buffer).await?;
    }
}
