//! Mistake: sorts the outcomes into good ones and bad ones, so that they lose their places.
//! Breaks: "in the order of the jobs"
//! Rejected by: every_outcome_stands_in_the_place_of_its_job
//! Told: do not sort the good from the bad

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
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for end in join_all(jobs).await {
        match end {
            Ok(Ok(value)) => good.push(Ok(value)),
            Ok(Err(error)) => bad.push(Err(JobError::Failed(error))),
            Err(_) => bad.push(Err(JobError::Panicked)),
        }
    }
    good.extend(bad);
    good
}
