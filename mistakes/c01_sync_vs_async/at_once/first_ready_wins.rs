//! Mistake: returns as soon as one job is done and drops the others.
//! Breaks: "returns at the instant at which the last one is done"
//! Rejected by: all_jobs_start_at_once_and_the_longest_sets_the_time
//! Told: were cancelled too early

use futures::future::select_all;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    if jobs.is_empty() {
        return Vec::new();
    }
    let (first, _, _) = select_all(jobs.into_iter().map(Box::pin)).await;
    vec![first]
}
