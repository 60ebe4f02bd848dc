//! Instead of handles in a row, a `JoinSet` that gives outcomes as they come, and a slot a job.

use std::collections::HashMap;

use thiserror::Error;
use tokio::task::JoinSet;

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
    let mut slots: Vec<_> = jobs.iter().map(|_| Err(JobError::Panicked)).collect();
    let mut running = JoinSet::new();
    let places: HashMap<_, _> = jobs
        .into_iter()
        .enumerate()
        .map(|(place, job)| (running.spawn(job).id(), place))
        .collect();
    while let Some(end) = running.join_next_with_id().await {
        // A slot says "panicked" until its task says otherwise.
        if let Ok((id, outcome)) = end {
            slots[places[&id]] = outcome.map_err(JobError::Failed);
        }
    }
    slots
}
