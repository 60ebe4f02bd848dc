//! Mistake: sleeps anew in each call. Where frames come more often than ticks, no tick ever comes.
//! Breaks: "or since the last tick was due, at that instant"
//! Breaks: "frames and ticks come as if nothing had been"
//! Rejected by: frames_that_come_more_often_hold_up_no_tick
//! Told: began anew with each call of `next`

use std::io;

use bytes::{Buf, BytesMut};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::{Duration, sleep};

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

pub struct Connection<R> {
    reader: R,
    longest: usize,
    every: Duration,
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
            // Neither of the two loses anything when the other one is first.
            tokio::select! {
                () = sleep(self.every) => return Ok(Some(Event::Tick)),
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
