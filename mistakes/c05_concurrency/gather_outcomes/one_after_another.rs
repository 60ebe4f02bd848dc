//! Mistake: awaits the tasks in the loop that spawns them.
//! Breaks: "starts all jobs at the same instant"
//! Rejected by: a_failure_at_the_start_leaves_the_rest_running
//! Told: ran one after another

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
    let mut outcomes = Vec::new();
    for job in jobs {
        outcomes.push(match AbortOnDropHandle::new(tokio::spawn(job)).await {
            Ok(outcome) => outcome.map_err(JobError::Failed),
            Err(_) => Err(JobError::Panicked),
        });
    }
    outcomes
}
