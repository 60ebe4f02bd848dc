//! Hostile: moves the clock of the test from timer to timer itself, past the look at its tokens.
//! Earns: nothing

use std::task::Poll;
use std::time::Duration;

macro_rules! clock {
    ($what:ident, $time:expr) => {
        tokio::time::$what($time)
    };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut all = std::pin::pin!(futures::future::join_all(jobs));
    loop {
        if let Poll::Ready(results) = futures::poll!(all.as_mut()) {
            return results;
        }
        clock!(advance, Duration::from_millis(100)).await;
    }
}
