//! Mistake: takes the results as they come and puts the names to them afterwards.
//! Breaks: "each with the name of its job"
//! Rejected by: everything_is_reported_by_name_and_in_order
//! Told: take the name along with the job

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};
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
    let (names, jobs): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
    let running: FuturesUnordered<_> = jobs
        .into_iter()
        .map(|job| AssertUnwindSafe(job).catch_unwind())
        .collect();
    let ends: Vec<_> = running.collect().await;
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (name, end) in names.into_iter().zip(ends) {
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
