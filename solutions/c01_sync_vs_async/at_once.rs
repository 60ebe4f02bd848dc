//! `join_all` polls every job before it waits for any, and keeps each result in its job's place.

use futures::future::join_all;

/// Runs all jobs at once and gives their results in the order of the jobs.
pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    join_all(jobs).await
}
