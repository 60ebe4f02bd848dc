//! Mistake: passes the poll on to tokio's own `yield_now`, which wakes only when the runtime has had
//! a turn.
//! Breaks: "When the first poll returns, the future has woken the task"
//! Rejected by: it_is_pending_once_and_wakes_once
//! Told: had not woken the task yet when it returned

use std::pin::Pin;
use std::task::{Context, Poll};

pub struct GiveWayOnce {
    inner: Pin<Box<dyn Future<Output = ()> + Send>>,
}

pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce {
        inner: Box::pin(tokio::task::yield_now()),
    }
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.inner.as_mut().poll(cx)
    }
}
