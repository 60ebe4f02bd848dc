//! Instead of tasks, jobs polled in place, with their panics caught by `catch_unwind`.

use std::panic::AssertUnwindSafe;

use futures::future::{FutureExt, join_all};
use thiserror::Error;

/// Why a job has no value to show.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum JobError<E> {
    /// It came to its end and gave this error.
    #[error("the job failed: {0}")]
    Failed(E),
    /// It panicked.
    #[error("the job panicked")]
    Panicked,
}

/// Runs all jobs at once, each to its end, and gives every outcome in the order of the jobs.
pub async fn gather_outcomes<J, T, E>(jobs: Vec<J>) -> Vec<Result<T, JobError<E>>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    join_all(jobs.into_iter().map(|job| async {
        // A job that panicked is never polled again, so nobody sees what it left half done.
        match AssertUnwindSafe(job).catch_unwind().await {
            Ok(outcome) => outcome.map_err(JobError::Failed),
            Err(_) => Err(JobError::Panicked),
        }
    }))
    .await
}
