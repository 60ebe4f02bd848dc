//! Mistake: aborts all other tasks as soon as one of them has failed.
//! Breaks: "comes to its end, whatever happens to the others"
//! Rejected by: a_failure_at_the_start_leaves_the_rest_running, a_panic_is_an_outcome_among_the_others
//! Told: it stopped at the first failure

use thiserror::Error;
use tokio::task::JoinSet;

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
    let mut running = JoinSet::new();
    for (place, job) in jobs.into_iter().enumerate() {
        running.spawn(async move { (place, job.await) });
    }
    while let Some(end) = running.join_next().await {
        match end {
            Ok((place, Ok(value))) => slots[place] = Ok(value),
            Ok((place, Err(error))) => {
                slots[place] = Err(JobError::Failed(error));
                running.abort_all();
            }
            Err(_) => running.abort_all(),
        }
    }
    slots
}
