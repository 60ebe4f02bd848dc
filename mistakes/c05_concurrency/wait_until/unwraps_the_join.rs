//! Mistake: takes for granted that a task which has ended has ended well.
//! Breaks: "A task that panicked or was aborted has ended too"
//! Rejected by: a_task_that_panicked_or_was_aborted_is_done
//! Told: your code panicked

use futures::future::join_all;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let mut slots: Vec<_> = tasks.into_iter().map(|task| (task, None)).collect();
    let fill = slots
        .iter_mut()
        .map(|(task, outcome)| async { *outcome = Some(task.await.unwrap()) });
    let _all_done = timeout_at(deadline, join_all(fill)).await;
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, (task, outcome)) in slots.into_iter().enumerate() {
        match outcome {
            Some(value) => done.push((place, Ok(value))),
            None => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
