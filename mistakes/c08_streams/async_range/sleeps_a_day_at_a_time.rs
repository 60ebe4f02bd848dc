//! Mistake: thinks that a timer cannot be set for longer than a day, and is woken every day.
//! Breaks: "It is not woken before that."
//! Rejected by: no_delay_is_too_long
//! Told: though there was nothing to give

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::{Instant, Sleep, sleep};

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub struct AsyncRange {
    next: u32,
    end: u32,
    delay: Duration,
    begun: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start,
            end,
            delay,
            begun: None,
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
        let delay = this.delay;
        let begun = *this.begun.get_or_insert_with(Instant::now);
        while begun.elapsed() < delay {
            let step = A_DAY.min(delay - begun.elapsed());
            let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(step)));
            ready!(timer.as_mut().poll(cx));
            this.timer = None;
        }
        this.begun = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
