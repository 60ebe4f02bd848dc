//! Mistake: takes the first task that panicked for the end of all of them.
//! Breaks: "Your function returns at the instant at which the last one has ended"
//! Rejected by: every_outcome_stands_in_the_place_of_its_job
//! Told: the instant at which

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
///
/// Dropping the returned future cancels the jobs.
pub async fn gather_outcomes<J, T, E>(jobs: Vec<J>) -> Vec<Result<T, JobError<E>>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let (mut tasks, mut outcomes) = (JoinSet::new(), Vec::new());
    for (n, job) in jobs.into_iter().enumerate() {
        tasks.spawn(async move { (n, job.await) });
        outcomes.push(Err(JobError::Panicked));
    }
    // Whoever panics has no place to say so, and keeps what stands there.
    while let Some(Ok((n, outcome))) = tasks.join_next().await {
        outcomes[n] = outcome.map_err(JobError::Failed);
    }
    outcomes
}
