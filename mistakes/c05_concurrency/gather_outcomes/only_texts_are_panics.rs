//! Mistake: looks for a panic's text, and lets one that carries none through.
//! Breaks: "It goes no further"
//! Breaks: "whether it carries a text or anything else"
//! Rejected by: a_panic_goes_no_further_whatever_it_carries
//! Told: should go no further, whatever it carries

use std::panic::resume_unwind;

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
    ends.map(|end| match end {
        Ok(outcome) => outcome.map_err(JobError::Failed),
        Err(error) => {
            let panic = error.into_panic();
            if panic.is::<&str>() || panic.is::<String>() {
                Err(JobError::Panicked)
            } else {
                resume_unwind(panic)
            }
        }
    })
    .collect()
}
