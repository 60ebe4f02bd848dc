//! # frames_in_select: whole frames, while a clock ticks
//!
//! Why: a `select!` drops the branches that lose, in each of its turns. If one of them has read half
//! of a message into a buffer of its own, that half is gone, and the rest is taken for the beginning
//! of the next message. No error tells of it. Connections that ran for weeks broke like this, on the
//! day on which one message came in two pieces and a timer fired in between.
//!
//! Build: a [`Connection`] ticks, and reads frames from a stream, each of which is the length of its
//! body, a number of four bytes with the highest one first, and then the body.
//! [`next`](Connection::next) gives whatever comes first:
//!
//! - [`Event::Frame`]: the body of the next frame, at the instant at which its last byte is there, in
//!   whatever pieces the bytes come. A body may be empty.
//! - [`Event::Tick`]: each time when the time `every` has gone by since [`new`](Connection::new) was
//!   called or since the last tick was due, at that instant, in the middle of a frame as well, also
//!   where there is something to read whenever it is asked for.
//! - `None`: the stream has ended, after a whole frame or with nothing in it.
//!
//! Each frame is given once and in order, however many ticks come between its bytes. Where a frame and a
//! tick come at one instant, both are given at that instant. `next` is *cancel safe*: wherever its
//! future is dropped, the next call goes on there, and frames and ticks come as if nothing had been.
//! `every` may be `Duration::MAX`, where no tick comes.
//!
//! Bad input: where there is no frame, the error is one of these:
//!
//! - [`FrameError::TooLong`]: the length is more than `longest`, be that 0 or `usize::MAX`, which is
//!   told as soon as the length is there.
//! - [`FrameError::CutOff`]: the stream has ended in the middle of a frame, be it in its length.
//! - [`FrameError::Io`]: reading failed, with the error that it failed with, of whatever kind it is.
//!
//! Left open: which is first where a frame and a tick come at one instant. What comes of a tick at the
//! instant of an error or the end, and of those that are due while nobody polls `next`, which may come
//! before what is there to read. What `next` gives after an error or the end. An `every` of zero. How
//! much is read ahead.
//!
//! Good to know: the docs of tokio say of each method under *Cancel safety* what is lost when it is
//! dropped in the middle.
//!
//! In asyncio, `readexactly` leaves the bytes in the stream's own buffer until all are there, so that a
//! cancelled call loses nothing. tokio's `read_exact` has no buffer but yours.
//!
//! Rule of thumb: what was read belongs to the connection, and not to the future that reads.

use std::io;

use thiserror::Error;
use tokio::io::AsyncRead;
use tokio::time::Duration;

/// What comes next.
#[derive(Debug)]
pub enum Event {
    /// The body of a frame.
    Frame(Vec<u8>),
    /// The time has gone by.
    Tick,
}

/// Why there is no frame.
#[derive(Debug, Error)]
pub enum FrameError {
    /// The length is more than a body may have.
    #[error("the frame is too long")]
    TooLong,
    /// The stream ended in the middle of a frame.
    #[error("the frame is cut off")]
    CutOff,
    /// The stream failed.
    #[error("the connection is broken")]
    Io(#[from] io::Error),
}

/// A stream of frames, and a clock beside it.
pub struct Connection<R> {
    reader: R,
    every: Duration,
    longest: usize,
    // Yours: what else has to be remembered from one call to the next?
}

impl<R> Connection<R>
where
    R: AsyncRead + Unpin + Send + 'static,
{
    /// Frames from this stream, with bodies of at most so many bytes, and a tick each time when so
    /// much time has gone by.
    pub fn new(reader: R, every: Duration, longest: usize) -> Self {
        Connection {
            reader,
            every,
            longest,
        }
    }

    /// The next frame or tick, `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Event>, FrameError> {
        todo!(
            "wait for a whole frame and for the next tick at once",
            with self.reader, self.every, self.longest
        )
    }
}
