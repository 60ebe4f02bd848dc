//! Mistake: keeps a list of the jobs that failed and forgets those that panicked, so that later
//! outcomes move up.
//! Breaks: "It gives one outcome a job"
//! Rejected by: every_outcome_stands_in_the_place_of_its_job, a_panic_is_an_outcome_among_the_others
//! Told: none should be left out

use futures::future::join_all;
use thiserror::Error;
use tokio_util::task::AbortOnDropHandle;

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
    let tasks = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(job)));
    let ends = join_all(tasks).await.into_iter();
    ends.flatten()
        .map(|outcome| outcome.map_err(JobError::Failed))
        .collect()
}
