//! Mistake: leaves it to a task to drop the losers, so that the winner need not wait for that.
//! Breaks: "When your function returns, the other jobs are cancelled and gone"
//! Rejected by: the_first_one_wins_and_the_others_are_cancelled, the_losers_are_gone_before_it_returns
//! Told: does so only after your return

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
        .map(|(place, job)| Box::pin(async move { (place, job.await) }))
        .collect();
    let mut done = Vec::from_iter(running.next().await);
    // `now_or_never` polls once: who is done at this instant, too?
    while let Some(Some(tied)) = running.next().now_or_never() {
        done.push(tied);
    }
    tokio::spawn(async move { drop(running) });
    done.sort_unstable_by_key(|(place, _)| *place);
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
