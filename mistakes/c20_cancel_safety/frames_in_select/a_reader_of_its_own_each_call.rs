//! Mistake: wraps the stream in a new `BufReader` for each call. What that has read ahead is lost with it.
//! Breaks: "Each frame is given once and in order"
//! Rejected by: several_frames_may_come_in_one_piece
//! Told: was lost, and has to be kept in the connection

use std::io;

use bytes::{Buf, BytesMut};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt, BufReader};
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
    due: Instant,
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
            due: first,
            buffer: BytesMut::new(),
        }
    }

    async fn read(&mut self) -> Result<usize, FrameError> {
        let mut reader = BufReader::new(&mut self.reader);
        let wanted = match self.buffer.first_chunk() {
            None => 4 - self.buffer.len(),
            Some(length) => {
                let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
                (length - (self.buffer.len() - 4)).min(8 * 1024)
            }
        };
        let mut part = vec![0; wanted];
        let read = reader.read(&mut part).await?;
        self.buffer.extend_from_slice(&part[..read]);
        Ok(read)
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
            let due = tokio::time::sleep_until(self.due);
            tokio::select! {
                () = due => {
                    self.due += self.ticks.period();
                    return Ok(Some(Event::Tick));
                }
                read = self.read() => {
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
