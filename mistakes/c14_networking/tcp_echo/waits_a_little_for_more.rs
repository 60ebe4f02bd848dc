//! Mistake: waits 10 ms whether more comes, to send larger pieces.
//! Breaks: "byte for byte, as soon as it arrives"
//! Rejected by: what_arrives_is_sent_back_at_once_also_after_a_day
//! Told: is sent back at once, and waits for nothing

use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

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
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; 4096];
    loop {
        let mut count = stream.read(&mut buffer).await?;
        if count == 0 {
            return stream.shutdown().await;
        }
        let more = stream.read(&mut buffer[count..]);
        if let Ok(more) = timeout(Duration::from_millis(10), more).await {
            count += more?;
        }
        stream.write_all(&buffer[..count]).await?;
    }
}
