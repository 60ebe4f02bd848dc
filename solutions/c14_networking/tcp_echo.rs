//! The accept loop only accepts. Each client has a task, all tasks are in one set, and the set is
//! what a shutdown stops.

use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Echoes to all clients of `listener`, until `shutdown` is done.
pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            stream = accept(&listener) => {
                clients.spawn(echo(stream));
            }
            // Whatever became of a client, its task is cleared away.
            Some(_) = clients.join_next() => (),
        }
    }
    clients.shutdown().await;
}

/// The next client, however often accepting fails before that.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _address)) => return stream,
            // Out of file handles, say. That passes, but not if we do nothing else than ask.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (mut reader, mut writer) = stream.split();
    // Ends at a half-close, when all that came before it has been written.
    copy(&mut reader, &mut writer).await?;
    writer.shutdown().await
}
