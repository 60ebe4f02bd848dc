//! Mistake: reads once, answers once and hangs up.
//! Breaks: "accepts clients from `listener` and sends back to each what it sends"
//! Rejected by: what_arrives_is_sent_back_before_more_arrives
//! Told: ended the connection of a client that had not ended it

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
    let count = stream.read(&mut buffer).await?;
    stream.write_all(&buffer[..count]).await
}
