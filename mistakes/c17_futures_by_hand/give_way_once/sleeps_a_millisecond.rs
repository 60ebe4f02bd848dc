//! Mistake: sleeps for a moment, which takes time, and needs tokio's timers.
//! Breaks: "It needs no runtime"
//! Breaks: "When the first poll returns, the future has woken the task"
//! Rejected by: a_thousand_in_a_row_cost_a_turn_each_and_no_time
//! Told: giving way is not sleeping

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Sleep;

pub struct GiveWayOnce {
    timer: Pin<Box<Sleep>>,
}

pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce {
        timer: Box::pin(tokio::time::sleep(Duration::from_millis(1))),
    }
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.timer.as_mut().poll(cx)
    }
}
