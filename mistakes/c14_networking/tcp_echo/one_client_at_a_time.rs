//! Mistake: serves a client to its end before it accepts the next one.
//! Breaks: "Any number of clients are served at once"
//! Rejected by: two_hundred_silent_clients_hold_up_nobody
//! Told: go on accepting while it serves

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let serve = async {
        while let Ok((stream, _address)) = listener.accept().await {
            let _ = echo(stream).await;
        }
    };
    tokio::select! {
        () = shutdown => (),
        () = serve => (),
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
