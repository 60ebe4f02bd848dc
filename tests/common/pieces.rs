//! A stream that comes piece by piece, and does not care in which portions it is read.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep};

/// What comes next.
pub enum Piece {
    /// These bytes. Whoever asks for fewer gets the others at the next read.
    Bytes(Vec<u8>),
    /// Nothing for so long.
    Wait(Duration),
    /// An error, once.
    Fails(io::Error),
}

/// Bytes, as one piece.
pub fn bytes(bytes: impl AsRef<[u8]>) -> Piece {
    Piece::Bytes(bytes.as_ref().to_vec())
}

/// These pieces, and then the end.
pub struct Pieces {
    rest: VecDeque<Piece>,
    waits: Option<Pin<Box<Sleep>>>,
}

impl Pieces {
    /// A stream of these pieces.
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Self {
        Pieces {
            rest: pieces.into_iter().collect(),
            waits: None,
        }
    }
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if let Some(wait) = &mut this.waits {
                ready!(wait.as_mut().poll(cx));
                this.waits = None;
            }
            match this.rest.pop_front() {
                None => return Poll::Ready(Ok(())),
                Some(Piece::Wait(time)) => this.waits = Some(Box::pin(sleep(time))),
                Some(Piece::Fails(error)) => return Poll::Ready(Err(error)),
                Some(Piece::Bytes(bytes)) if bytes.is_empty() => (),
                Some(Piece::Bytes(mut bytes)) => {
                    let count = bytes.len().min(buf.remaining());
                    buf.put_slice(&bytes[..count]);
                    bytes.drain(..count);
                    this.rest.push_front(Piece::Bytes(bytes));
                    return Poll::Ready(Ok(()));
                }
            }
        }
    }
}
