//! Mistake: waits for the first job by itself before the others start.
//! Breaks: "starts all jobs at the same instant"
//! Rejected by: three_jobs_of_two_seconds_take_two
//! Told: came 2s too late

use futures::future::join_all;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut jobs = jobs.into_iter();
    let mut results = Vec::new();
    if let Some(first) = jobs.next() {
        results.push(first.await);
    }
    results.extend(join_all(jobs).await);
    results
}
