//! No buffer for what is read ahead: the length and the body have their places, and how far each is filled is remembered.

use std::io;

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
    length: [u8; 4],
    /// How many bytes of the length are there.
    filled: usize,
    body: Vec<u8>,
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
            length: [0; 4],
            filled: 0,
            body: Vec::new(),
        }
    }

    /// How many bytes of the body are missing, if its length is known.
    fn missing(&self) -> Result<Option<usize>, FrameError> {
        if self.filled < self.length.len() {
            return Ok(None);
        }
        let length = usize::try_from(u32::from_be_bytes(self.length)).unwrap_or(usize::MAX);
        if length > self.longest {
            return Err(FrameError::TooLong);
        }
        Ok(Some(length - self.body.len()))
    }

    pub async fn next(&mut self) -> Result<Option<Event>, FrameError> {
        loop {
            let missing = self.missing()?;
            if missing == Some(0) {
                self.filled = 0;
                return Ok(Some(Event::Frame(std::mem::take(&mut self.body))));
            }
            let reads = async {
                match missing {
                    None => {
                        let read = self.reader.read(&mut self.length[self.filled..]).await?;
                        self.filled += read;
                        Ok::<_, FrameError>(read)
                    }
                    Some(missing) => {
                        let mut rest = (&mut self.reader).take(missing as u64);
                        Ok(rest.read_buf(&mut self.body).await?)
                    }
                }
            };
            let read = tokio::select! {
                _ = self.ticks.tick() => return Ok(Some(Event::Tick)),
                read = reads => read?,
            };
            if read == 0 {
                return match self.filled {
                    0 => Ok(None),
                    _ => Err(FrameError::CutOff),
                };
            }
        }
    }
}
