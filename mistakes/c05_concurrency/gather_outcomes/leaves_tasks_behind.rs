//! Mistake: spawns the jobs and keeps plain handles, which detach their tasks when dropped.
//! Breaks: "When the caller drops your future, the jobs stop"
//! Rejected by: a_caller_that_gives_up_stops_the_jobs
//! Told: kept running after

use futures::future::join_all;
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
    let tasks: Vec<_> = jobs.into_iter().map(tokio::spawn).collect();
    let ends = join_all(tasks).await.into_iter();
    ends.map(|end| match end {
        Ok(outcome) => outcome.map_err(JobError::Failed),
        Err(_) => Err(JobError::Panicked),
    })
    .collect()
}
