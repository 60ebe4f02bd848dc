//! Mistake: counts only tasks that gave a value as done.
//! Breaks: "A task that panicked or was aborted has ended too"
//! Rejected by: a_task_that_panicked_or_was_aborted_is_done
//! Told: whether it gave a value or a `JoinError`

use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, mut task) in tasks.into_iter().enumerate() {
        match timeout_at(deadline, &mut task).await {
            Ok(Ok(value)) => done.push((place, Ok(value))),
            _ => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
