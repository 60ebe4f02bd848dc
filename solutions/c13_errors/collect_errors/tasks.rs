//! Instead of catching panics in place, a task a job: the runtime catches them, and a handle that
//! is dropped cancels its task.

use std::any::Any;

use thiserror::Error;
use tokio_util::task::AbortOnDropHandle;

/// Why a job did not succeed.
#[derive(Debug, PartialEq, Error)]
pub enum Failure<E> {
    /// The job gave this error.
    #[error("{0}")]
    Error(E),
    /// The job panicked with this message.
    #[error("panicked: {0}")]
    Panic(String),
}

/// What became of many jobs, by name.
#[derive(Debug, PartialEq)]
pub struct Report<T, E> {
    /// The jobs that gave a value, in the order of the jobs.
    pub successes: Vec<(String, T)>,
    /// The jobs that did not, in the order of the jobs.
    pub failures: Vec<(String, Failure<E>)>,
}

/// Runs all jobs at once and reports what became of each.
pub async fn collect_errors<J, T, E>(jobs: Vec<(String, J)>) -> Report<T, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    // All are spawned before the first is awaited.
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|(name, job)| (name, AbortOnDropHandle::new(tokio::spawn(job))))
        .collect();
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (name, task) in tasks {
        match task.await.map_err(|ended| ended.try_into_panic()) {
            Ok(Ok(value)) => report.successes.push((name, value)),
            Ok(Err(error)) => report.failures.push((name, Failure::Error(error))),
            Err(Ok(panic)) => report.failures.push((name, Failure::Panic(message(panic)))),
            Err(Err(cancelled)) => report
                .failures
                .push((name, Failure::Panic(cancelled.to_string()))),
        }
    }
    report
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
