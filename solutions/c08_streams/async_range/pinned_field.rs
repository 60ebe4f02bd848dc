//! Instead of a box a number, one timer pinned inside the stream with `pin-project-lite`, and set
//! anew for each number.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

pin_project! {
    /// The numbers of a range, each after a delay.
    pub struct AsyncRange {
        numbers: std::ops::Range<u32>,
        delay: Duration,
        #[pin]
        timer: Option<Sleep>,
    }
}

impl AsyncRange {
    /// A range that gives `start`, `start + 1` and so on below `end`. Nothing runs before it is
    /// polled.
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            numbers: start..end,
            delay,
            timer: None,
        }
    }
}

impl Stream for AsyncRange {
    type Item = u32;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        let mut this = self.project();
        if this.numbers.is_empty() {
            return Poll::Ready(None);
        }
        if this.timer.is_none() {
            this.timer.set(Some(sleep(*this.delay)));
        }
        if let Some(timer) = this.timer.as_mut().as_pin_mut() {
            ready!(timer.poll(cx));
        }
        this.timer.set(None);
        Poll::Ready(this.numbers.next())
    }
}
