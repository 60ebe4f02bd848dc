//! Mistake: ends when accepting fails, as it does when there are too many open files.
//! Breaks: "those who are connected are served on, and the shutdown ends it as ever"
//! Rejected by: an_accept_that_fails_costs_nobody_a_connection
//! Told: accepting failed, and the server ended

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
                let Ok((stream, _address)) = accepted else {
                    break;
                };
                clients.spawn(echo(stream));
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
