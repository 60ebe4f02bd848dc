//! Mistake: looks every ten milliseconds whether the jobs are done, and is woken by none of them.
//! Breaks: "returns at the instant at which the last one is done"
//! Rejected by: all_jobs_start_at_once_and_the_longest_sets_the_time
//! Told: too long

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
