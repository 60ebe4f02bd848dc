//! Mistake: tells its clients to stop, and each looks only when it waits for the next piece: one
//! that is being written to goes on.
//! Breaks: "drops the connections that are open, wherever they are, and returns"
//! Rejected by: the_shutdown_ends_everything
//! Told: only between two pieces

use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = JoinSet::new();
    let stop = CancellationToken::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            stream = accept(&listener) => {
                clients.spawn(echo(stream, stop.clone()));
            }
            Some(_) = clients.join_next() => (),
        }
    }
    stop.cancel();
    while clients.join_next().await.is_some() {}
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _address)) => return stream,
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn echo(mut stream: TcpStream, stop: CancellationToken) -> io::Result<()> {
    let mut buffer = vec![0; 4096];
    loop {
        let count = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            count = stream.read(&mut buffer) => count?,
        };
        if count == 0 {
            return stream.shutdown().await;
        }
        stream.write_all(&buffer[..count]).await?;
    }
}
