//! A set of futures gives the first result when it is there. Asking it again without waiting finds
//! whoever crossed the line at the same instant. The set goes at the end, and the losers with it.

use futures::future::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};

/// What [`wait_first`] saw at the first completion.
#[derive(Debug, PartialEq, Eq)]
pub struct Waited<T> {
    /// Places and results of the jobs that are done, in the order of the list.
    pub done: Vec<(usize, T)>,
    /// Places of the jobs that were cancelled, in the order of the list.
    pub cancelled: Vec<usize>,
}

/// Runs all jobs at once until the first is done, and cancels the rest.
///
/// Dropping the returned future cancels all jobs.
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
    // `now_or_never` polls once: who is done at this instant, too?
    while let Some(Some(tied)) = running.next().now_or_never() {
        done.push(tied);
    }
    done.sort_unstable_by_key(|(place, _)| *place);
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
