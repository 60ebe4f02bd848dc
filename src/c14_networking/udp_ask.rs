//! # udp_ask: ask again until an answer comes
//!
//! Why: UDP sends packets and forgets them. A packet can be lost, come late, come twice, or come
//! from somebody else. Whoever asks over UDP, as a name lookup does, has to bring along what is
//! missing: a number that tells which answer belongs to which question, and patience with a limit.
//!
//! Build: [`udp_ask`] sends a question to `server` and gives the text of the answer, as it is. A
//! packet, question or answer, is `id` as four bytes, the highest first, and then the text.
//!
//! - The question is sent at once. Without an answer it is sent again, the same packet, after 1, 2
//!   and 4 s more: at 0, 1, 3 and 7 s. 8 s after the last time it gives up: see [`PATIENCE`].
//! - The answer is whatever comes first with this `id` from this address, no matter which of the
//!   times it answers. It is given at the instant when it comes. Its text may be empty.
//! - All other packets are ignored, however many come and whatever is in them: another id, another
//!   address, less than four bytes, more than [`LONGEST`] bytes of text. None of them moves the
//!   instants at which is asked again.
//!
//! Bad input: a question of more than [`LONGEST`] bytes is [`AskError::TooLong`], and nothing is
//! sent. No answer is [`AskError::NoAnswer`]. An answer that is not UTF-8 is
//! [`AskError::NotText`]. A socket that fails is [`AskError::Io`].
//!
//! Left open: an answer that comes at the very instant at which is asked again, or given up. A
//! `socket` that is connected, and what the system tells of a server that is not there.
//!
//! In asyncio, a protocol object gets `datagram_received` called, and you keep a dictionary of
//! futures by id. Here the one who asks reads the socket, and waits in a loop.
//!
//! Rule of thumb: a limit for a loop is an instant, not a duration. A duration starts anew with
//! each turn.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;
use tokio::net::UdpSocket;

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
    todo!("from {socket:?} to {server}: question {id}, {question:?}, until something comes back")
}
