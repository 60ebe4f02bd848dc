//! Mistake: moves the handles into tasks of their own that wait for them, and gives those as pending:
//! whoever aborts one stops the waiting alone.
//! Breaks: "its place and its own handle"
//! Rejected by: a_pending_handle_is_that_of_the_task
//! Told: the handle that came back is not its own

use std::panic::resume_unwind;

use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
    deadline: Instant,
) -> Waited<T> {
    let waiting = tasks.into_iter().map(|task| {
        tokio::spawn(async move {
            match task.await {
                Ok(value) => value,
                Err(error) => resume_unwind(error.into_panic()),
            }
        })
    });
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, mut task) in waiting.collect::<Vec<_>>().into_iter().enumerate() {
        match timeout_at(deadline, &mut task).await {
            Ok(outcome) => done.push((place, outcome)),
            Err(_) if task.is_finished() => done.push((place, task.await)),
            Err(_) => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
