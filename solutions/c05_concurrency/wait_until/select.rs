//! Instead of a timeout around the whole, a `select!` between the next task and the deadline.

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, sleep_until};

/// What [`wait_until`] saw when it returned.
#[derive(Debug)]
pub struct Waited<T> {
    /// Places and outcomes of the tasks that have ended, in the order of the list.
    pub done: Vec<(usize, Result<T, JoinError>)>,
    /// Places and handles of the tasks that still run, in the order of the list.
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

/// Waits for all tasks, but not beyond the deadline. It cancels none, even if it is dropped.
pub async fn wait_until<T>(mut tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let mut done = Vec::new();
    let mut ends: FuturesUnordered<_> = tasks
        .iter_mut()
        .enumerate()
        .map(|(place, task)| async move { (place, task.await) })
        .collect();
    loop {
        tokio::select! {
            biased;
            end = ends.next() => match end {
                Some(end) => done.push(end),
                None => break,
            },
            () = sleep_until(deadline) => break,
        }
    }
    drop(ends);
    done.sort_unstable_by_key(|(place, _)| *place);
    let is_done = |place: &usize| done.iter().any(|(finished, _)| finished == place);
    let pending = tasks
        .into_iter()
        .enumerate()
        .filter(|(place, _)| !is_done(place))
        .collect();
    Waited { done, pending }
}
