//! Mistake: polls the jobs in place, so that the panic of one of them takes the caller along.
//! Breaks: "A panic becomes `Err(JobError::Panicked)`"
//! Breaks: "It goes no further"
//! Rejected by: a_panic_is_an_outcome_among_the_others
//! Told: the panic of a job reached the caller

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
    let outcomes = join_all(jobs).await.into_iter();
    outcomes
        .map(|outcome| outcome.map_err(JobError::Failed))
        .collect()
}
