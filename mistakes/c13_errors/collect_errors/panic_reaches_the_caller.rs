//! Mistake: catches no panics: the first one ends the run and goes on to the caller.
//! Breaks: "Neither stops the other jobs, and neither reaches your caller in another way"
//! Rejected by: all_run_at_once_and_none_stops_the_others, panics_are_among_the_failures
//! Told: the panic of a job reached the caller

use futures::future::join_all;
use thiserror::Error;

#[derive(Debug, PartialEq, Error)]
pub enum Failure<E> {
    #[error("{0}")]
    Error(E),
    #[error("panicked: {0}")]
    Panic(String),
}

#[derive(Debug, PartialEq)]
pub struct Report<T, E> {
    pub successes: Vec<(String, T)>,
    pub failures: Vec<(String, Failure<E>)>,
}

pub async fn collect_errors<J, T, E>(jobs: Vec<(String, J)>) -> Report<T, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let runs = jobs
        .into_iter()
        .map(|(name, job)| async move { (name, job.await) });
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (name, end) in join_all(runs).await {
        match end {
            Ok(value) => report.successes.push((name, value)),
            Err(error) => report.failures.push((name, Failure::Error(error))),
        }
    }
    report
}
