//! Instead of one `match`, question by question: was it cancelled, did it panic, what did it give?

use std::any::Any;

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

fn message(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        return text;
    }
    match payload.downcast_ref::<String>() {
        Some(text) => text,
        None => "no message",
    }
}

/// Waits until the task has ended and says how.
pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    let given = match task.await {
        Err(ended) if ended.is_cancelled() => return Outcome::Cancelled,
        Err(ended) => return Outcome::Panicked(message(&*ended.into_panic()).to_owned()),
        Ok(given) => given,
    };
    given.map_or_else(Outcome::Failed, Outcome::Finished)
}
