//! Mistake: buffers as many jobs as there are: a buffer for none never gives anything, not even the end.
//! Breaks: "no jobs give an empty list at once"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: called with no jobs, your function did not return

use futures::stream::{self, StreamExt};
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
    let together = jobs.len();
    let tasks =
        stream::iter(jobs).map(
            async |job| match AbortOnDropHandle::new(tokio::spawn(job)).await {
                Ok(outcome) => outcome.map_err(JobError::Failed),
                Err(_) => Err(JobError::Panicked),
            },
        );
    tasks.buffered(together).collect().await
}
