//! Mistake: compares the IP that a packet comes from, and not the port, so that any program of the server's
//! machine may answer.
//! Breaks: "whatever comes first with this `id` from this address"
//! Rejected by: answers_to_others_and_from_others_are_ignored
//! Told: the IP was compared, and the port was not

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout_at};

pub const LONGEST: usize = 1200;

pub const PATIENCE: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

#[derive(Debug, Error)]
pub enum AskError {
    #[error("a question of {bytes} bytes is too long")]
    TooLong { bytes: usize },
    #[error("no answer, though asked {asked} times")]
    NoAnswer { asked: usize },
    #[error("the answer is not text")]
    NotText,
    #[error("the socket failed")]
    Io(#[from] io::Error),
}

pub async fn udp_ask(
    socket: &UdpSocket,
    server: SocketAddr,
    id: u32,
    question: &str,
) -> Result<String, AskError> {
    let bytes = question.len();
    if bytes > LONGEST {
        return Err(AskError::TooLong { bytes });
    }
    let id = id.to_be_bytes();
    let packet = [&id[..], question.as_bytes()].concat();
    let mut buffer = vec![0; id.len() + LONGEST + 1];
    for patience in PATIENCE {
        socket.send_to(&packet, server).await?;
        let until = Instant::now() + patience;
        while let Ok(received) = timeout_at(until, socket.recv_from(&mut buffer)).await {
            let (count, from) = received?;
            if from.ip() == server.ip()
                && count < buffer.len()
                && let Some(text) = buffer[..count].strip_prefix(&id)
            {
                let text = str::from_utf8(text).map_err(|_| AskError::NotText)?;
                return Ok(text.to_owned());
            }
        }
    }
    let asked = PATIENCE.len();
    Err(AskError::NoAnswer { asked })
}
