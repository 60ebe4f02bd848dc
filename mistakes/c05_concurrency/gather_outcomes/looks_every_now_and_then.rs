//! Mistake: looks every 10 ms whether all tasks have ended, instead of being woken when they have.
//! Breaks: "at the instant at which the last one has ended"
//! Rejected by: every_outcome_stands_in_the_place_of_its_job
//! Told: as it looks now and then

use std::time::Duration;

use thiserror::Error;
use tokio::time::sleep;
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
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(job)))
        .collect();
    while !tasks.iter().all(|task| task.is_finished()) {
        sleep(Duration::from_millis(10)).await;
    }
    let mut outcomes = Vec::with_capacity(tasks.len());
    for task in tasks {
        outcomes.push(match task.await {
            Ok(outcome) => outcome.map_err(JobError::Failed),
            Err(_) => Err(JobError::Panicked),
        });
    }
    outcomes
}
