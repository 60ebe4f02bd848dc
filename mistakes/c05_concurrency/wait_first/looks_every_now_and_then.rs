//! Mistake: looks every 10 ms whether a task is done, instead of being woken when one is.
//! Breaks: "at the instant at which the first one is done"
//! Rejected by: winners_and_losers_are_told_by_their_places
//! Told: as it looks now and then

use std::time::Duration;

use futures::future::join_all;
use tokio_util::task::AbortOnDropHandle;

#[derive(Debug, PartialEq, Eq)]
pub struct Waited<T> {
    pub done: Vec<(usize, T)>,
    pub cancelled: Vec<usize>,
}

pub async fn wait_first<J, T>(jobs: Vec<J>) -> Waited<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(job)))
        .collect();
    tokio::task::yield_now().await;
    while !tasks.is_empty() && !tasks.iter().any(|task| task.is_finished()) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (mut done, mut cancelled) = (Vec::new(), Vec::new());
    for (place, task) in tasks.iter_mut().enumerate() {
        task.abort();
        match task.await {
            Ok(result) => done.push((place, result)),
            Err(_) => cancelled.push(place),
        }
    }
    Waited { done, cancelled }
}
