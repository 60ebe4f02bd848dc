//! Hostile: polls the jobs one after another, each with a waker that moves the clock when it is
//! woken.
//! Earns: nothing

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

macro_rules! clock {
    ($what:ident, $time:expr) => {
        tokio::time::$what($time)
    };
}

struct Mover;

impl Wake for Mover {
    fn wake(self: Arc<Self>) {
        let mut step = Box::pin(clock!(advance, Duration::from_secs(1)));
        let _ = step.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let waker = Waker::from(Arc::new(Mover));
    let mut results = Vec::new();
    for job in jobs {
        let mut job = Box::pin(job);
        loop {
            match job.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(result) => break results.push(result),
                Poll::Pending => {
                    clock!(advance, Duration::from_millis(500)).await;
                }
            }
        }
    }
    results
}
