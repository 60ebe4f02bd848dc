//! Mistake: the first error ends it all, and the other jobs are dropped.
//! Breaks: "waits until every one of them has ended"
//! Breaks: "Neither stops the other jobs"
//! Rejected by: all_run_at_once_and_none_stops_the_others
//! Told: stopped at the first failure

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::try_join_all;
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
    let runs = jobs.into_iter().map(|(name, job)| async move {
        match AssertUnwindSafe(job).catch_unwind().await {
            Ok(Ok(value)) => Ok((name, value)),
            Ok(Err(error)) => Err((name, Failure::Error(error))),
            Err(panic) => Err((name, Failure::Panic(message(panic)))),
        }
    });
    match try_join_all(runs).await {
        Ok(successes) => Report {
            successes,
            failures: Vec::new(),
        },
        Err(failure) => Report {
            successes: Vec::new(),
            failures: vec![failure],
        },
    }
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
