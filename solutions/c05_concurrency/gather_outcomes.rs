//! A task a job: the runtime catches its panic, and the handle says how it ended. Handles that
//! abort when dropped make sure that nothing runs on when the caller gives up.

use futures::future::join_all;
use thiserror::Error;
use tokio_util::task::AbortOnDropHandle;

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
///
/// Dropping the returned future cancels the jobs.
pub async fn gather_outcomes<J, T, E>(jobs: Vec<J>) -> Vec<Result<T, JobError<E>>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let tasks = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(job)));
    let ends = join_all(tasks).await.into_iter();
    ends.map(|end| match end {
        Ok(outcome) => outcome.map_err(JobError::Failed),
        // Nobody aborted it, so it panicked.
        Err(_) => Err(JobError::Panicked),
    })
    .collect()
}
