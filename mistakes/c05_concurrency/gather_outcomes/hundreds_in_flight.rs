//! Mistake: keeps two hundred jobs in flight at the most, a limit that nobody asked for.
//! Breaks: "starts all jobs at the same instant, however many they are"
//! Rejected by: thousands_of_jobs_start_at_once
//! Told: no reason for batches or a limit

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::stream::{self, StreamExt};
use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum JobError<E> {
    #[error("the job failed: {0}")]
    Failed(E),
    #[error("the job panicked")]
    Panicked,
}

pub async fn gather_outcomes<J, T, E>(jobs: Vec<J>) -> Vec<Result<T, JobError<E>>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    stream::iter(jobs)
        .map(|job| AssertUnwindSafe(job).catch_unwind())
        .buffered(200)
        .map(|end| match end {
            Ok(outcome) => outcome.map_err(JobError::Failed),
            Err(_) => Err(JobError::Panicked),
        })
        .collect()
        .await
}
