//! Mistake: where a frame is whole when a tick is due, gives the frame in the tick's place.
//! Breaks: "Where a frame and a tick come at one instant, both are given"
//! Rejected by: a_frame_and_a_tick_at_one_instant_are_both_given
//! Told: the frame was given, and the tick was not

use std::io;

use bytes::{Buf, BytesMut};
use futures::FutureExt;
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

    pub async fn next(&mut self) -> Result<Option<Event>, FrameError> {
        loop {
            if let Some(frame) = self.take_frame()? {
                return Ok(Some(Event::Frame(frame)));
            }
            tokio::select! {
                biased;
                _ = self.ticks.tick() => {
                    // What is there by now may be a whole frame, which is more than a tick.
                    if let Some(read) = self.reader.read_buf(&mut self.buffer).now_or_never() {
                        read?;
                    }
                    let frame = self.take_frame()?;
                    return Ok(Some(frame.map_or(Event::Tick, Event::Frame)));
                }
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
