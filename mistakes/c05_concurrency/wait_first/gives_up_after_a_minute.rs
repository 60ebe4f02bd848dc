//! Mistake: cancels all jobs when none of them is done after a minute.
//! Breaks: "however late that is"
//! Rejected by: a_first_job_that_takes_a_day_is_waited_for
//! Told: it was not waited for

use std::time::Duration;

use futures::future::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::time::timeout;

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
    let first = timeout(Duration::from_secs(60), running.next()).await;
    let mut done = Vec::from_iter(first.ok().flatten());
    while let Some(Some(tied)) = running.next().now_or_never() {
        done.push(tied);
    }
    done.sort_unstable_by_key(|(place, _)| *place);
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
