//! Mistake: runs the jobs one after another.
//! Breaks: "runs all jobs at once"
//! Rejected by: all_run_at_once_and_none_stops_the_others
//! Told: one after another

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
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
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (name, job) in jobs {
        let end = AssertUnwindSafe(job).catch_unwind().await;
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
