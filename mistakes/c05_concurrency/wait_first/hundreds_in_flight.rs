//! Mistake: keeps two hundred jobs in flight at the most, a limit that nobody asked for.
//! Breaks: "starts all jobs at the same instant, however many they are"
//! Rejected by: thousands_of_jobs_start_at_once
//! Told: no reason for batches or a limit

use futures::future::FutureExt;
use futures::stream::{self, StreamExt};

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
    let running = stream::iter(jobs)
        .enumerate()
        .map(|(place, job)| async move { (place, job.await) })
        .buffer_unordered(200);
    let mut running = Box::pin(running);
    let mut done = Vec::from_iter(running.next().await);
    while let Some(Some(tied)) = running.next().now_or_never() {
        done.push(tied);
    }
    done.sort_unstable_by_key(|(place, _)| *place);
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
