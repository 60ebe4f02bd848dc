//! Mistake: looks every 100 ms whether something has come.
//! Breaks: "It is given at the instant when it comes"
//! Rejected by: a_lost_question_is_asked_again_after_1_2_and_4_seconds
//! Told: did not return at the instant when the answer came

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;
use tokio::net::UdpSocket;
use tokio::time::{Instant, sleep};

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
        while Instant::now() < until {
            let Ok((count, from)) = socket.try_recv_from(&mut buffer) else {
                sleep(Duration::from_millis(100)).await;
                continue;
            };
            if from == server
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
