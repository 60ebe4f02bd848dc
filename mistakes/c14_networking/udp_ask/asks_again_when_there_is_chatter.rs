//! Mistake: reads a thousand packets for each question at the most, and then asks again before it is
//! time.
//! Breaks: "None of them moves the instants at which is asked again"
//! Rejected by: thousands_of_strange_packets_do_not_move_the_instants_of_asking
//! Told: however many packets are ignored

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout_at};

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
    let id = id.to_be_bytes();
    let packet = [&id[..], question.as_bytes()].concat();
    // A packet that does not fit is cut short without a word. One byte to spare tells.
    let mut buffer = vec![0; id.len() + LONGEST + 1];
    for patience in PATIENCE {
        socket.send_to(&packet, server).await?;
        let until = Instant::now() + patience;
        // Chatter is not to keep it busy: then it rather asks again.
        for _ in 0..1000 {
            let Ok(received) = timeout_at(until, socket.recv_from(&mut buffer)).await else {
                break;
            };
            let (count, from) = received?;
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
