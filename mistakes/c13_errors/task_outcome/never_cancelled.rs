//! Mistake: takes every task that did not come to its end for panicked: for one that was cancelled
//! there is no panic to take out.
//! Breaks: "The task was cancelled before its end: [`Outcome::Cancelled`]"
//! Rejected by: a_cancelled_task_is_not_one_that_failed,
//! a_task_whose_runtime_shuts_down_is_cancelled
//! Told: reason is not a panic

use tokio::task::JoinHandle;

#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    Finished(T),
    Failed(E),
    Panicked(String),
    Cancelled,
}

pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    match task.await {
        Ok(Ok(value)) => Outcome::Finished(value),
        Ok(Err(error)) => Outcome::Failed(error),
        Err(ended) => match ended.into_panic().downcast::<String>() {
            Ok(text) => Outcome::Panicked(*text),
            Err(payload) => match payload.downcast::<&str>() {
                Ok(text) => Outcome::Panicked(text.to_string()),
                Err(_) => Outcome::Panicked("no message".to_owned()),
            },
        },
    }
}
