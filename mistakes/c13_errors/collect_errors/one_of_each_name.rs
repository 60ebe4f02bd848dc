//! Mistake: keeps the results in a map by name: of two jobs with the same name one is lost.
//! Breaks: "Two jobs may have the same name; both are reported"
//! Rejected by: two_jobs_of_one_name_are_both_reported
//! Told: jobs have the name

use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
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
    let names: Vec<String> = jobs.iter().map(|(name, _)| name.clone()).collect();
    let runs = jobs
        .into_iter()
        .map(|(name, job)| async move { (name, AssertUnwindSafe(job).catch_unwind().await) });
    let mut ends: HashMap<_, _> = join_all(runs).await.into_iter().collect();
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for name in names {
        let Some(end) = ends.remove(&name) else {
            continue;
        };
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
