//! Two layers, one `match`: the outer `Result` is what happened to the task, the inner one what
//! its work gave.

use tokio::task::JoinHandle;

/// How a task ended.
#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    /// It gave a value.
    Finished(T),
    /// It gave an error.
    Failed(E),
    /// It panicked with this message.
    Panicked(String),
    /// It was cancelled before its end.
    Cancelled,
}

/// Waits until the task has ended and says how.
pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    match task.await {
        Ok(Ok(value)) => Outcome::Finished(value),
        Ok(Err(error)) => Outcome::Failed(error),
        Err(ended) => match ended.try_into_panic() {
            // A panic carries any value: a text written in the source is a `&'static str`, one
            // that was put together is a `String`.
            Ok(payload) => Outcome::Panicked(
                payload
                    .downcast::<String>()
                    .map(|text| *text)
                    .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
                    .unwrap_or_else(|_| "no message".to_owned()),
            ),
            Err(_cancelled) => Outcome::Cancelled,
        },
    }
}
