//! Mistake: waits for whichever of the rest ends first, also when there is none left.
//! Breaks: "no jobs give an empty report at once"
//! Rejected by: no_jobs_give_an_empty_report
//! Told: into `futures` panicked

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::select_all;
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
    let mut running: Vec<_> = jobs
        .into_iter()
        .enumerate()
        .map(|(place, (name, job))| {
            async move { (place, name, AssertUnwindSafe(job).catch_unwind().await) }.boxed()
        })
        .collect();
    let mut ends = Vec::new();
    loop {
        let (end, _, rest) = select_all(running).await;
        ends.push(end);
        if rest.is_empty() {
            break;
        }
        running = rest;
    }
    ends.sort_by_key(|(place, ..)| *place);
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (_, name, end) in ends {
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
