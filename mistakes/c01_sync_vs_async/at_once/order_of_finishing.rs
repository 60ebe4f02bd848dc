//! Mistake: collects the results as the jobs finish.
//! Breaks: "not in the order of finishing"
//! Rejected by: results_keep_the_order_of_the_jobs
//! Told: out of order

use futures::stream::{FuturesUnordered, StreamExt};

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    jobs.into_iter()
        .collect::<FuturesUnordered<_>>()
        .collect()
        .await
}
