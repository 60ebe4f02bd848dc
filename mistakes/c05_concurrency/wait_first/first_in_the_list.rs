//! Mistake: waits for the first job of the list, not for the first that is done.
//! Breaks: "at the instant at which the first one is done"
//! Rejected by: the_first_one_wins_and_the_others_are_cancelled
//! Told: kept running after

use futures::future::FutureExt;
use futures::stream::{FuturesOrdered, StreamExt};

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
    let mut cancelled: Vec<usize> = (0..jobs.len()).collect();
    let mut running: FuturesOrdered<_> = jobs
        .into_iter()
        .enumerate()
        .map(|(place, job)| async move { (place, job.await) })
        .collect();
    let mut done = Vec::from_iter(running.next().await);
    while let Some(Some(tied)) = running.next().now_or_never() {
        done.push(tied);
    }
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
