//! Mistake: hands what it reads to a writer beside it and stops both as soon as the reader sees the end:
//! what was not written by then is lost.
//! Breaks: "it gets everything that it has sent"
//! Rejected by: a_half_closed_client_still_gets_everything_back
//! Told: did not get back all

use std::io;
use std::pin::pin;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Ok((stream, _address)) = listener.accept() => {
                clients.spawn(echo(stream));
            }
            Some(_) = clients.join_next() => (),
        }
    }
    clients.shutdown().await;
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (mut reader, mut writer) = stream.split();
    let (sender, mut receiver) = mpsc::channel::<Vec<u8>>(16);
    let read = async {
        let mut buffer = vec![0; 4096];
        loop {
            let count = reader.read(&mut buffer).await?;
            if count == 0 || sender.send(buffer[..count].to_vec()).await.is_err() {
                return Ok(());
            }
        }
    };
    let write = async {
        while let Some(bytes) = receiver.recv().await {
            writer.write_all(&bytes).await?;
        }
        Ok(())
    };
    tokio::select! {
        biased;
        ended = read => ended,
        ended = write => ended,
    }
}
