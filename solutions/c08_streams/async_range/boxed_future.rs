//! Instead of a timer, a whole `async` block in a field, which sleeps and gives the number.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::Stream;
use tokio::time::sleep;

/// The numbers of a range, each after a delay.
pub struct AsyncRange {
    numbers: std::ops::Range<u32>,
    delay: Duration,
    coming: Option<BoxFuture<'static, u32>>,
}

impl AsyncRange {
    /// A range that gives `start`, `start + 1` and so on below `end`. Nothing runs before it is
    /// polled.
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            numbers: start..end,
            delay,
            coming: None,
        }
    }
}

impl Stream for AsyncRange {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        let this = &mut *self;
        if this.coming.is_none()
            && let Some(number) = this.numbers.next()
        {
            let delay = this.delay;
            this.coming = Some(Box::pin(async move {
                sleep(delay).await;
                number
            }));
        }
        let Some(coming) = &mut this.coming else {
            return Poll::Ready(None);
        };
        let number = ready!(coming.as_mut().poll(cx));
        this.coming = None;
        Poll::Ready(Some(number))
    }
}
