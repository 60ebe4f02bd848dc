//! Instead of waits with a deadline, two futures beside each other: one asks again and again, the
//! other listens, and the first that is done decides.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;
use tokio::net::UdpSocket;
use tokio::time::sleep;

/// So many bytes of text fit into a packet.
pub const LONGEST: usize = 1200;

/// How long is waited for an answer, each time that the question was sent.
pub const PATIENCE: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum AskError {
    /// The question does not fit into a packet.
    #[error("a question of {bytes} bytes is too long")]
    TooLong {
        /// So long it is.
        bytes: usize,
    },
    /// Nobody answered in time.
    #[error("no answer, though asked {asked} times")]
    NoAnswer {
        /// So many times the question was sent.
        asked: usize,
    },
    /// The answer is not UTF-8.
    #[error("the answer is not text")]
    NotText,
    /// The socket failed.
    #[error("the socket failed")]
    Io(#[from] io::Error),
}

/// Asks the server a question, several times if need be; gives its answer.
///
/// # Errors
/// All that [`AskError`] says.
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
    let packet = [&id.to_be_bytes()[..], question.as_bytes()].concat();
    let asking = async {
        for patience in PATIENCE {
            socket.send_to(&packet, server).await?;
            sleep(patience).await;
        }
        let asked = PATIENCE.len();
        Err(AskError::NoAnswer { asked })
    };
    let listening = async {
        let mut buffer = vec![0; u16::MAX.into()];
        loop {
            let (count, from) = socket.recv_from(&mut buffer).await?;
            let Some((head, text)) = buffer[..count].split_first_chunk() else {
                continue;
            };
            if from == server && u32::from_be_bytes(*head) == id && text.len() <= LONGEST {
                let text = str::from_utf8(text).map_err(|_| AskError::NotText)?;
                return Ok(text.to_owned());
            }
        }
    };
    tokio::select! {
        biased;
        answer = listening => answer,
        gave_up = asking => gave_up,
    }
}
