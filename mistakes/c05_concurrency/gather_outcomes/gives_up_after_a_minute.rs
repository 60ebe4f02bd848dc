//! Mistake: gives a job that is not done after a minute up, and counts it among the panicked.
//! Breaks: "however long it takes"
//! Rejected by: a_job_that_takes_a_day_is_waited_for
//! Told: it was not let come to its end

use std::time::Duration;

use futures::future::join_all;
use thiserror::Error;
use tokio::time::timeout;
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
    let tasks = jobs.into_iter().map(|job| {
        let task = AbortOnDropHandle::new(tokio::spawn(job));
        timeout(Duration::from_secs(60), task)
    });
    let ends = join_all(tasks).await.into_iter();
    ends.map(|end| match end {
        Ok(Ok(outcome)) => outcome.map_err(JobError::Failed),
        Ok(Err(_)) | Err(_) => Err(JobError::Panicked),
    })
    .collect()
}
