//! Mistake: takes the length out of the buffer first and keeps it in a variable of the call. A tick comes
//! before the body, and the next call takes the body for a length.
//! Breaks: "Each frame is given once and in order"
//! Rejected by: a_tick_between_two_bytes_loses_neither, dropped_anywhere_it_goes_on_as_if_nothing_had_been
//! Told: was lost

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
    ticks: Interval,
    buffer: BytesMut,
}

impl<R> Connection<R>
where
    R: AsyncRead + Unpin + Send + 'static,
{
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

    pub async fn next(&mut self) -> Result<Option<Event>, FrameError> {
        let mut length = None;
        loop {
            if length.is_none() && self.buffer.len() >= 4 {
                let taken = usize::try_from(self.buffer.get_u32()).unwrap_or(usize::MAX);
                if taken > self.longest {
                    return Err(FrameError::TooLong);
                }
                length = Some(taken);
            }
            if let Some(length) = length
                && self.buffer.len() >= length
            {
                return Ok(Some(Event::Frame(self.buffer.split_to(length).to_vec())));
            }
            tokio::select! {
                _ = self.ticks.tick() => return Ok(Some(Event::Tick)),
                read = self.reader.read_buf(&mut self.buffer) => {
                    if read? == 0 {
                        return match self.buffer.is_empty() && length.is_none() {
                            true => Ok(None),
                            false => Err(FrameError::CutOff),
                        };
                    }
                }
            }
        }
    }
}
