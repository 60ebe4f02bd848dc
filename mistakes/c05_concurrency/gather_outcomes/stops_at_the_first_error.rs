//! Mistake: joins with `try_join_all`, which drops the others at the first error.
//! Breaks: "comes to its end, whatever happens to the others"
//! Rejected by: a_failure_at_the_start_leaves_the_rest_running
//! Told: never started

use futures::future::try_join_all;
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
    match try_join_all(jobs).await {
        Ok(values) => values.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(JobError::Failed(error))],
    }
}
