//! Mistake: gives up on a task after a minute, cancels it and says that somebody has.
//! Breaks: "waits until the task has ended, however long that takes"
//! Rejected by: a_task_that_takes_a_day_is_waited_for
//! Told: nobody has limited the wait

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;

#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    Finished(T),
    Failed(E),
    Panicked(String),
    Cancelled,
}

pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    let handle = task.abort_handle();
    let Ok(joined) = timeout(Duration::from_secs(60), task).await else {
        handle.abort();
        return Outcome::Cancelled;
    };
    match joined {
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
