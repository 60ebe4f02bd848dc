//! Instead of `join_all`, a `FuturesOrdered`: a stream that polls all jobs and yields in order.

use futures::stream::{FuturesOrdered, StreamExt};

/// Runs all jobs at once and gives their results in the order of the jobs.
pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    jobs.into_iter()
        .collect::<FuturesOrdered<_>>()
        .collect()
        .await
}
