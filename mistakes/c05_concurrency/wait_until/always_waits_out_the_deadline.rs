//! Mistake: sleeps until the deadline and only then looks who has ended.
//! Breaks: "or at the instant at which the last task ends, if that is earlier"
//! Breaks: "no tasks give two empty lists at once"
//! Rejected by: tasks_are_told_by_their_places_whatever_the_deadline
//! Told: when the last task has ended

use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, sleep_until};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    sleep_until(deadline).await;
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, task) in tasks.into_iter().enumerate() {
        match task.is_finished() {
            true => done.push((place, task.await)),
            false => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
