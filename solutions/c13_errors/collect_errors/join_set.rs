//! Instead of a list of handles, a `JoinSet`, which hands out tasks as they end: a table of ids
//! brings names and order back.

use std::any::Any;
use std::collections::HashMap;

use thiserror::Error;
use tokio::task::JoinSet;

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
    let mut tasks = JoinSet::new();
    let mut names = HashMap::new();
    for (place, (name, job)) in jobs.into_iter().enumerate() {
        names.insert(tasks.spawn(job).id(), (place, name));
    }
    let mut ends = Vec::new();
    while let Some(ended) = tasks.join_next_with_id().await {
        let (id, end) = match ended {
            Ok((id, Ok(value))) => (id, Ok(value)),
            Ok((id, Err(error))) => (id, Err(Failure::Error(error))),
            Err(ended) => {
                let id = ended.id();
                let panic = ended.try_into_panic().map(message);
                let panic = panic.unwrap_or_else(|cancelled| cancelled.to_string());
                (id, Err(Failure::Panic(panic)))
            }
        };
        if let Some((place, name)) = names.remove(&id) {
            ends.push((place, name, end));
        }
    }
    ends.sort_by_key(|(place, ..)| *place);
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (_, name, end) in ends {
        match end {
            Ok(value) => report.successes.push((name, value)),
            Err(failure) => report.failures.push((name, failure)),
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
