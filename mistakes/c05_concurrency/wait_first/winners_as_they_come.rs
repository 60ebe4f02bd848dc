//! Mistake: gives those that are done as they come, not in the order of the list.
//! Breaks: "Both are in the order of the list"
//! Rejected by: the_lists_keep_the_order_of_the_list_in_whatever_order_the_tied_were_woken
//! Told: not in the order of the list

use futures::future::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};

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
    let mut running: FuturesUnordered<_> = jobs
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
