//! Mistake: gives the tasks that have ended as they come, not in the order of the list.
//! Breaks: "Both are in the order of the list."
//! Rejected by: it_returns_when_all_are_done
//! Told: not in the order of the list

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(mut tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let mut done = Vec::new();
    let mut running: FuturesUnordered<_> = tasks
        .iter_mut()
        .enumerate()
        .map(|(place, task)| async move { (place, task.await) })
        .collect();
    while let Ok(Some(end)) = timeout_at(deadline, running.next()).await {
        done.push(end);
    }
    drop(running);
    let mut pending = Vec::new();
    for (place, task) in tasks.into_iter().enumerate() {
        if done.iter().any(|(finished, _)| *finished == place) {
            continue;
        }
        match task.is_finished() {
            true => done.push((place, task.await)),
            false => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
