//! Each job catches its own panic and keeps its own name; one future polls them all.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::join_all;
use thiserror::Error;

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
    let runs = jobs.into_iter().map(|(name, job)| async move {
        // A job that has panicked is dropped and never looked at again, so there is nothing half
        // done to be seen: that is what `AssertUnwindSafe` promises.
        (name, AssertUnwindSafe(job).catch_unwind().await)
    });
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (name, end) in join_all(runs).await {
        match end {
            Ok(Ok(value)) => report.successes.push((name, value)),
            Ok(Err(error)) => report.failures.push((name, Failure::Error(error))),
            Err(panic) => report.failures.push((name, Failure::Panic(message(panic)))),
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
