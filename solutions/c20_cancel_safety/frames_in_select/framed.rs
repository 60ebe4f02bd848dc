//! A codec of tokio-util keeps the buffer, and a sleep to the next tick is made anew in each turn.

use std::io;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use futures::StreamExt;
use thiserror::Error;
use tokio::io::AsyncRead;
use tokio::time::{Instant, sleep_until};
use tokio_util::codec::{Decoder, FramedRead};

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
    frames: FramedRead<R, Frames>,
    every: Duration,
    tick: Option<Instant>,
}

struct Frames {
    longest: usize,
}

impl Decoder for Frames {
    type Item = Vec<u8>;
    type Error = FrameError;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Vec<u8>>, FrameError> {
        let Some(length) = buffer.first_chunk() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if length > self.longest {
            return Err(FrameError::TooLong);
        }
        if buffer.len() - 4 < length {
            return Ok(None);
        }
        buffer.advance(4);
        Ok(Some(buffer.split_to(length).to_vec()))
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> Result<Option<Vec<u8>>, FrameError> {
        match self.decode(buffer)? {
            None if !buffer.is_empty() => Err(FrameError::CutOff),
            frame => Ok(frame),
        }
    }
}

impl<R> Connection<R>
where
    R: AsyncRead + Unpin + Send + 'static,
{
    pub fn new(reader: R, every: Duration, longest: usize) -> Self {
        Connection {
            frames: FramedRead::new(reader, Frames { longest }),
            every,
            tick: Instant::now().checked_add(every),
        }
    }

    async fn tick(at: Option<Instant>) {
        match at {
            Some(at) => sleep_until(at).await,
            None => std::future::pending().await,
        }
    }

    pub async fn next(&mut self) -> Result<Option<Event>, FrameError> {
        tokio::select! {
            frame = self.frames.next() => match frame {
                Some(frame) => Ok(Some(Event::Frame(frame?))),
                None => Ok(None),
            },
            () = Self::tick(self.tick) => {
                self.tick = self.tick.and_then(|tick| tick.checked_add(self.every));
                Ok(Some(Event::Tick))
            }
        }
    }
}
