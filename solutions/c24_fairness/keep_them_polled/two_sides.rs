//! Two sides in one task: one runs the jobs, the other calls the body. A permit goes with each result.

use std::num::NonZeroUsize;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{Semaphore, mpsc};

pub async fn for_each_result<F, T>(
    jobs: impl IntoIterator<Item = F>,
    limit: NonZeroUsize,
    mut body: impl AsyncFnMut(T),
) where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    // More than that cannot be counted, and will not be needed.
    let places = Semaphore::new(limit.get().min(Semaphore::MAX_PERMITS));
    let (sender, mut results) = mpsc::unbounded_channel();
    let runs = async {
        let mut jobs = jobs.into_iter().fuse();
        let mut flying = FuturesUnordered::new();
        let mut more = true;
        while more || !flying.is_empty() {
            tokio::select! {
                Ok(place) = places.acquire(), if more => match jobs.next() {
                    Some(job) => flying.push(async move { (job.await, place) }),
                    None => more = false,
                },
                Some(ended) = flying.next() => {
                    let _nobody_has_closed_it = sender.send(ended);
                }
            }
        }
        drop(sender);
    };
    let calls = async {
        while let Some((result, place)) = results.recv().await {
            drop(place);
            body(result).await;
        }
    };
    tokio::join!(runs, calls);
}
