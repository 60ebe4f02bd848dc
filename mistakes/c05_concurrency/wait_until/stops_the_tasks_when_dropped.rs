//! Mistake: wraps the handles so that their tasks are aborted when the wait is given up.
//! Breaks: "Dropping your future cancels no task"
//! Rejected by: a_caller_that_gives_up_cancels_no_task
//! Told: cancelled too early

use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};
use tokio_util::task::AbortOnDropHandle;

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let tasks: Vec<_> = tasks.into_iter().map(AbortOnDropHandle::new).collect();
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, mut task) in tasks.into_iter().enumerate() {
        match timeout_at(deadline, &mut task).await {
            Ok(outcome) => done.push((place, outcome)),
            Err(_) => pending.push((place, task.detach())),
        }
    }
    Waited { done, pending }
}
