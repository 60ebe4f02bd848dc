//! Mistake: makes a number of four bytes of the limit as well, to compare the two. Of a limit of 4 GiB
//! nothing is left.
//! Breaks: "the length is more than `longest`, be that 0 or `usize::MAX`"
//! Rejected by: a_length_that_is_too_much_is_told_at_once
//! Told: should not be cut down

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

    /// The first frame of the buffer, if it is whole.
    fn take_frame(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        let Some(length) = self.buffer.first_chunk() else {
            return Ok(None);
        };
        let length = u32::from_be_bytes(*length);
        if length > self.longest as u32 {
            return Err(FrameError::TooLong);
        }
        let length = length as usize;
        if self.buffer.len() - 4 < length {
            return Ok(None);
        }
        self.buffer.advance(4);
        Ok(Some(self.buffer.split_to(length).to_vec()))
    }

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
