//! Mistake: gives the values alone, as if no job had failed.
//! Breaks: "It gives one outcome a job"
//! Breaks: "`Err(error)` becomes `Err(JobError::Failed(error))`"
//! Rejected by: a_failure_at_the_start_leaves_the_rest_running, failures_alone_are_a_full_list_too
//! Told: an error or a panic is an outcome as well

use std::panic::AssertUnwindSafe;

use futures::future::{FutureExt, join_all};
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
    let jobs = jobs
        .into_iter()
        .map(|job| AssertUnwindSafe(job).catch_unwind());
    let ends = join_all(jobs).await.into_iter();
    ends.filter_map(|end| end.ok()?.ok()).map(Ok).collect()
}
