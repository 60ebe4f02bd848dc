//! Instead of a task a client, all clients in the server's own future: dropping it drops them.

use std::io;
use std::pin::pin;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::yield_now;

/// Echoes to all clients of `listener`, until `shutdown` is done.
pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = FuturesUnordered::new();
    loop {
        tokio::select! {
            () = &mut shutdown => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _address)) => clients.push(echo(stream)),
                // It would fail again at once: the clients and the shutdown have their turn first.
                Err(_) => yield_now().await,
            },
            Some(_) = clients.next() => (),
        }
    }
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
