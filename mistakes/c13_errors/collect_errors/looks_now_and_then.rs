//! Mistake: makes each job a task and looks every ten milliseconds whether all of them are done.
//! Breaks: "at that instant gives a [`Report`]"
//! Rejected by: ten_thousand_jobs_run_at_once
//! Told: at another instant

use std::any::Any;

use std::time::Duration;
use thiserror::Error;
use tokio::time::sleep;
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
        while !task.is_finished() {
            sleep(Duration::from_millis(10)).await;
        }
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
