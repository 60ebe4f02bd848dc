//! Mistake: pauses inside of the branch, for longer each time, and hears no shutdown meanwhile.
//! Breaks: "the shutdown ends it as ever"
//! Rejected by: the_shutdown_is_heard_while_accepting_fails_for_long
//! Told: listen to the shutdown meanwhile

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
    let mut pause = Duration::from_millis(10);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _address)) => {
                    pause = Duration::from_millis(10);
                    clients.spawn(echo(stream));
                }
                Err(_) => {
                    sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(60));
                }
            },
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
