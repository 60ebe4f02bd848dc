//! The accept loop only accepts. Each client has a task, all tasks are in one set, and the set is
//! what a shutdown stops.

use std::io;
use std::pin::pin;

use tokio::io::{AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Echoes to all clients of `listener`, until `shutdown` is done.
pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            // Out of file handles, say: this branch rests until a client has left.
            Ok((stream, _address)) = listener.accept() => {
                clients.spawn(echo(stream));
            }
            // Whatever became of a client, its task is cleared away.
            Some(_) = clients.join_next() => (),
        }
    }
    clients.shutdown().await;
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (mut reader, mut writer) = stream.split();
    // Ends at a half-close, when all that came before it has been written.
    copy(&mut reader, &mut writer).await?;
    writer.shutdown().await
}
