//! Mistake: spawns the jobs and leaves out those whose task did not come to its end.
//! Breaks: "A job that panics is a [`Failure::Panic`] with the panic's message"
//! Rejected by: panics_are_among_the_failures
//! Told: is in neither list

use thiserror::Error;
use tokio_util::task::AbortOnDropHandle;

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
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|(name, job)| (name, AbortOnDropHandle::new(tokio::spawn(job))))
        .collect();
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (name, task) in tasks {
        match task.await {
            Ok(Ok(value)) => report.successes.push((name, value)),
            Ok(Err(error)) => report.failures.push((name, Failure::Error(error))),
            Err(_) => {}
        }
    }
    report
}
