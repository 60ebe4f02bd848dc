//! Mistake: starts the clock in the first call of `next`. Where that comes late, so does each tick.
//! Breaks: "since [`new`](Connection::new) was called"
//! Rejected by: the_clock_runs_from_new_though_next_is_called_later
//! Told: 500ms after that call

use std::io;

use bytes::{Buf, BytesMut};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::{Duration, Instant, Interval, interval_at};

#[derive(Debug)]
pub enum Event {
    Frame(Vec<u8>),
    Tick,
}

#[derive(Debug, Error)]
pub enum FrameError {
    #[error("the frame is too long")]
    TooLong,
    #[error("the frame is cut off")]
    CutOff,
    #[error("the connection is broken")]
    Io(#[from] io::Error),
}

const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

pub struct Connection<R> {
    reader: R,
    longest: usize,
    every: Duration,
    ticks: Option<Interval>,
    buffer: BytesMut,
}

impl<R> Connection<R>
where
    R: AsyncRead + Unpin + Send + 'static,
{
    pub fn new(reader: R, every: Duration, longest: usize) -> Self {
        Connection {
            reader,
            longest,
            every,
            ticks: None,
            buffer: BytesMut::new(),
        }
    }

    /// The first frame of the buffer, if it is whole.
    fn take_frame(buffer: &mut BytesMut, longest: usize) -> Result<Option<Vec<u8>>, FrameError> {
        let Some(length) = buffer.first_chunk() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if length > longest {
            return Err(FrameError::TooLong);
        }
        if buffer.len() - 4 < length {
            return Ok(None);
        }
        buffer.advance(4);
        Ok(Some(buffer.split_to(length).to_vec()))
    }

    pub async fn next(&mut self) -> Result<Option<Event>, FrameError> {
        let ticks = self.ticks.get_or_insert_with(|| {
            // Nobody waits for a century, and later instants may not exist.
            interval_at(Instant::now() + self.every.min(CENTURY), self.every)
        });
        loop {
            if let Some(frame) = Self::take_frame(&mut self.buffer, self.longest)? {
                return Ok(Some(Event::Frame(frame)));
            }
            // Neither of the two loses anything when the other one is first.
            tokio::select! {
                _ = ticks.tick() => return Ok(Some(Event::Tick)),
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
