//! Servers that do not keep to HTTP.

use axum::serve::Listener;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::counting::Connections;
use super::site::{address, listen};

/// The address of a server that answers every request with these bytes and hangs up.
pub async fn says(bytes: &'static [u8]) -> String {
    says_to(&Connections::default(), bytes).await
}

/// As [`says`], and counts how often it was connected to.
pub async fn says_to(connections: &Connections, bytes: &'static [u8]) -> String {
    let mut listener = connections.listen().await;
    let url = format!("http://{}/page", address(&listener));
    lab::background(async move {
        loop {
            let (mut connection, _) = listener.accept().await;
            // Hanging up with the request unread would reset the connection.
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                match connection.read(&mut byte).await {
                    Ok(1) => head.push(byte[0]),
                    _ => break,
                }
            }
            let _sent = connection.write_all(bytes).await;
            let _closed = connection.shutdown().await;
        }
    });
    url
}

/// An address at which nobody listens.
pub async fn nobody() -> String {
    let listener = listen().await;
    format!("http://{}/page", address(&listener))
}
