//! Mistake: returns when one task has ended, though there is time left for the others.
//! Breaks: "or at the instant at which the last task ends"
//! Rejected by: it_returns_when_all_are_done
//! Told: did not return at the instant at which the last task had ended

use futures::future::select_all;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let mut done = Vec::new();
    let mut pending: Vec<_> = tasks.into_iter().enumerate().collect();
    if pending.is_empty() {
        return Waited { done, pending };
    }
    let first = timeout_at(
        deadline,
        select_all(pending.iter_mut().map(|(_, task)| task)),
    )
    .await;
    if let Ok((outcome, at, _)) = first {
        let (place, _) = pending.remove(at);
        done.push((place, outcome));
    }
    Waited { done, pending }
}
