//! Mistake: looks every ten milliseconds whether the task is over.
//! Breaks: "says at that instant how it ended"
//! Rejected by: the_end_is_told_at_its_very_instant
//! Told: looking now and then

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    Finished(T),
    Failed(E),
    Panicked(String),
    Cancelled,
}

pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    while !task.is_finished() {
        sleep(Duration::from_millis(10)).await;
    }
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
