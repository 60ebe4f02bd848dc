//! Mistake: lets the error of one client end the server.
//! Breaks: "A client that breaks its connection costs its own connection and nothing else"
//! Rejected by: a_broken_client_costs_its_own_connection_and_nothing_else
//! Told: a client broke its connection

use std::io;
use std::pin::pin;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let _ = serve(listener, shutdown).await;
}

async fn serve(listener: TcpListener, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let mut shutdown = pin!(shutdown);
    let mut clients: JoinSet<io::Result<()>> = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => {
                let (stream, _address) = accepted?;
                clients.spawn(echo(stream));
            }
            Some(Ok(ended)) = clients.join_next() => ended?,
        }
    }
    clients.shutdown().await;
    Ok(())
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
