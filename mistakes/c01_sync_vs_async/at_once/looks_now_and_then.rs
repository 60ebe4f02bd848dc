//! Mistake: looks every ten milliseconds whether the jobs are done, and is woken by none of them.
//! Breaks: "returns at the instant at which the last one is done"
//! Rejected by: it_does_not_look_now_and_then
//! Told: nobody need look

use std::pin::pin;
use std::time::Duration;

use futures::FutureExt;
use futures::future::join_all;
use tokio::time::sleep;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut all = pin!(join_all(jobs));
    loop {
        if let Some(results) = all.as_mut().now_or_never() {
            return results;
        }
        sleep(Duration::from_millis(10)).await;
    }
}
