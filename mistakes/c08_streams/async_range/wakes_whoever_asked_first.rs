//! Mistake: hands the waker of the first poll to a task that sleeps, and no later one.
//! Breaks: "the task that polled last will be woken"
//! Rejected by: the_task_that_polled_last_is_woken
//! Told: polled last

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::{Instant, sleep_until};

pub struct AsyncRange {
    next: u32,
    end: u32,
    delay: Duration,
    due: Option<Instant>,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start,
            end,
            delay,
            due: None,
        }
    }
}

impl Stream for AsyncRange {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        let this = &mut *self;
        if this.next >= this.end {
            return Poll::Ready(None);
        }
        let due = *this.due.get_or_insert_with(|| {
            let due = Instant::now() + this.delay;
            let waker = cx.waker().clone();
            tokio::spawn(async move {
                sleep_until(due).await;
                waker.wake();
            });
            due
        });
        if Instant::now() < due {
            return Poll::Pending;
        }
        this.due = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
