//! The buffer and the clock belong to the connection, and both branches are cancel safe.

use std::io;

use bytes::{Buf, BytesMut};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::{Duration, Instant, Interval, interval_at};

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

const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A stream of frames, and a clock beside it.
pub struct Connection<R> {
    reader: R,
    longest: usize,
    ticks: Interval,
    /// What was read and is not yet part of a frame that was given.
    buffer: BytesMut,
}

impl<R> Connection<R>
where
    R: AsyncRead + Unpin + Send + 'static,
{
    /// Frames from this stream, with bodies of at most so many bytes, and a tick each time when so
    /// much time has gone by.
    pub fn new(reader: R, every: Duration, longest: usize) -> Self {
        // Nobody waits for a century, and later instants may not exist.
        let first = Instant::now() + every.min(CENTURY);
        Connection {
            reader,
            longest,
            ticks: interval_at(first, every),
            buffer: BytesMut::new(),
        }
    }

    /// The first frame of the buffer, if it is whole.
    fn take_frame(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        let Some(length) = self.buffer.first_chunk() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if length > self.longest {
            return Err(FrameError::TooLong);
        }
        if self.buffer.len() - 4 < length {
            return Ok(None);
        }
        self.buffer.advance(4);
        Ok(Some(self.buffer.split_to(length).to_vec()))
    }

    /// The next frame or tick, `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Event>, FrameError> {
        loop {
            if let Some(frame) = self.take_frame()? {
                return Ok(Some(Event::Frame(frame)));
            }
            // Neither of the two loses anything when the other one is first.
            tokio::select! {
                _ = self.ticks.tick() => return Ok(Some(Event::Tick)),
                read = self.reader.read_buf(&mut self.buffer) => {
                    if read? == 0 {
                        return match self.buffer.is_empty() {
                            true => Ok(None),
                            false => Err(FrameError::CutOff),
                        };
                    }
                }
            }
        }
    }
}
