//! Mistake: reads a frame with `read_exact` in a branch of `select!`. When the tick is first, what was read
//! of the frame is gone.
//! Breaks: "however many ticks come between its bytes"
//! Rejected by: a_tick_between_two_bytes_loses_neither, dropped_anywhere_it_goes_on_as_if_nothing_had_been
//! Told: was lost

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
    due: Instant,
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
        }
    }

    async fn frame(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        let mut length = [0; 4];
        if self.reader.read(&mut length[..1]).await? == 0 {
            return Ok(None);
        }
        self.reader
            .read_exact(&mut length[1..])
            .await
            .map_err(cut_off)?;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > self.longest {
            return Err(FrameError::TooLong);
        }
        let mut body = Vec::new();
        let mut rest = (&mut self.reader).take(length as u64);
        if rest.read_to_end(&mut body).await? < length {
            return Err(FrameError::CutOff);
        }
        Ok(Some(body))
    }

    pub async fn next(&mut self) -> Result<Option<Event>, FrameError> {
        let tick = self.ticks.period();
        let due = tokio::time::sleep_until(self.due);
        tokio::select! {
            biased;
            () = due => {
                self.due += tick;
                Ok(Some(Event::Tick))
            }
            frame = self.frame() => Ok(frame?.map(Event::Frame)),
        }
    }
}

fn cut_off(error: io::Error) -> FrameError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => FrameError::CutOff,
        _ => FrameError::Io(error),
    }
}
