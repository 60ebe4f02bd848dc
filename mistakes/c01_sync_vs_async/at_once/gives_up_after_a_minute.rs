//! Mistake: sets a time limit that nobody asked for.
//! Breaks: "it takes as long as the longest job"
//! Rejected by: a_job_may_take_a_day
//! Told: the jobs are done within a minute

use std::time::Duration;

use futures::future::join_all;
use tokio::time::timeout;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    timeout(Duration::from_secs(60), join_all(jobs))
        .await
        .expect("the jobs are done within a minute")
}
