//! Mistake: waits with `select_all`, which cannot wait for nothing.
//! Breaks: "no jobs give an empty list at once"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: called with no jobs, your function panicked

use futures::future::select_all;
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
    let mut slots: Vec<_> = jobs.iter().map(|_| Err(JobError::Panicked)).collect();
    let mut running: Vec<_> = jobs
        .into_iter()
        .enumerate()
        .map(|(place, job)| {
            let task = AbortOnDropHandle::new(tokio::spawn(job));
            Box::pin(async move { (place, task.await) })
        })
        .collect();
    loop {
        let ((place, end), _, rest) = select_all(running).await;
        if let Ok(outcome) = end {
            slots[place] = outcome.map_err(JobError::Failed);
        }
        if rest.is_empty() {
            return slots;
        }
        running = rest;
    }
}
