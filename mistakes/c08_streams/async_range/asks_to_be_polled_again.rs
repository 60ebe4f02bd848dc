//! Mistake: makes the timer, does not poll it, and asks to be polled again right away.
//! Breaks: "It is not woken before that."
//! Rejected by: polled_by_hand_it_wakes_when_the_number_is_due
//! Told: woken for nothing

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::{Sleep, sleep};

pub struct AsyncRange {
    next: u32,
    end: u32,
    delay: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start,
            end,
            delay,
            timer: None,
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
        match &mut this.timer {
            None => {
                this.timer = Some(Box::pin(sleep(this.delay)));
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Some(timer) => ready!(timer.as_mut().poll(cx)),
        }
        this.timer = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
