//! Mistake: asks whether the task is over instead of waiting for it, and cancels it if it is not.
//! Breaks: "waits until the task has ended"
//! Rejected by: it_waits_until_the_task_has_ended
//! Told: `task` was never started

use tokio::task::JoinHandle;

#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    Finished(T),
    Failed(E),
    Panicked(String),
    Cancelled,
}

pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    if !task.is_finished() {
        task.abort();
    }
    match task.await {
        Ok(Ok(value)) => Outcome::Finished(value),
        Ok(Err(error)) => Outcome::Failed(error),
        Err(ended) => match ended.try_into_panic() {
            Ok(payload) => match payload.downcast::<String>() {
                Ok(text) => Outcome::Panicked(*text),
                Err(payload) => match payload.downcast::<&str>() {
                    Ok(text) => Outcome::Panicked(text.to_string()),
                    Err(_) => Outcome::Panicked("no message".to_owned()),
                },
            },
            Err(_) => Outcome::Cancelled,
        },
    }
}
