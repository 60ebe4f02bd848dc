//! Mistake: asks again and again when accepting fails, and lets nobody go on meanwhile.
//! Breaks: "If accepting fails, even again and again"
//! Rejected by: an_accept_that_fails_costs_nobody_a_connection
//! Told: accepting fail

use std::io;
use std::pin::pin;

use tokio::io::{AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => {
                if let Ok((stream, _address)) = accepted {
                    clients.spawn(echo(stream));
                }
            }
            Some(_) = clients.join_next() => (),
        }
    }
    clients.shutdown().await;
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (mut reader, mut writer) = stream.split();
    copy(&mut reader, &mut writer).await?;
    writer.shutdown().await
}
