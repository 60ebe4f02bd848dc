//! Mistake: spawns the jobs and takes it for granted that they stop when nobody waits for them.
//! Breaks: "all jobs are cancelled: nothing is left running"
//! Rejected by: a_caller_who_gives_up_leaves_nothing_running
//! Told: does not cancel the task

use std::any::Any;

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
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|(name, job)| (name, tokio::spawn(job)))
        .collect();
    let mut report = Report {
        successes: Vec::new(),
        failures: Vec::new(),
    };
    for (name, task) in tasks {
        match task.await {
            Ok(Ok(value)) => report.successes.push((name, value)),
            Ok(Err(error)) => report.failures.push((name, Failure::Error(error))),
            Err(ended) => report
                .failures
                .push((name, Failure::Panic(message(ended.into_panic())))),
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
