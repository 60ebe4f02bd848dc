//! Mistake: returns as soon as one job is done and drops the others.
//! Rejected by: results_keep_the_order_of_the_jobs
//! Told: out of order

use futures::future::select_all;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    if jobs.is_empty() {
        return Vec::new();
    }
    let (first, _, _) = select_all(jobs.into_iter().map(Box::pin)).await;
    vec![first]
}
