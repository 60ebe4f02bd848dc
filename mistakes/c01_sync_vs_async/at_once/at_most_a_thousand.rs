//! Mistake: keeps no more than a thousand jobs going, as a safety net that nobody asked for.
//! Breaks: "however many there are"
//! Rejected by: thousands_of_jobs_start_at_once
//! Told: no reason for batches or a limit

use futures::stream::{self, StreamExt};

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    stream::iter(jobs).buffered(1000).collect().await
}
