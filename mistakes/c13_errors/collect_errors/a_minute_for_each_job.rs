//! Mistake: gives no job more than a minute, and reports one that takes longer as if it had
//! panicked.
//! Breaks: "waits until every one of them has ended, however long that takes"
//! Rejected by: a_job_that_takes_a_day_is_waited_for
//! Told: nobody has limited the wait

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::join_all;
use std::time::Duration;
use thiserror::Error;
use tokio::time::timeout;

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
        // A job that has panicked is dropped and never looked at again, so there is nothing half
        // done to be seen: that is what `AssertUnwindSafe` promises.
        let end = timeout(
            Duration::from_secs(60),
            AssertUnwindSafe(job).catch_unwind(),
        )
        .await;
        (
            name,
            end.unwrap_or_else(|_| Err(Box::new("it took too long"))),
        )
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
