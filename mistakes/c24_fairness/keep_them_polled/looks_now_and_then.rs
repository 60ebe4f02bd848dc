//! Mistake: polls what is in flight every ten milliseconds while `body` is at work.
//! Breaks: "A job that was begun goes on by itself to its end, whatever `body` is doing meanwhile"
//! Rejected by: whatever_they_take_each_goes_on_by_itself
//! Told: looks every 10ms

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::pin::pin;

use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Duration, sleep};

/// Runs the jobs, so many at a time, and calls `body` with each result.
pub async fn for_each_result<F, T>(
    jobs: impl IntoIterator<Item = F>,
    limit: NonZeroUsize,
    mut body: impl AsyncFnMut(T),
) where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut jobs = jobs.into_iter().fuse();
    let mut flying = FuturesUnordered::new();
    let mut waiting = VecDeque::new();
    loop {
        flying.extend(
            jobs.by_ref()
                .take(limit.get() - flying.len() - waiting.len()),
        );
        let result = match waiting.pop_front() {
            Some(result) => result,
            None => match flying.next().await {
                Some(result) => result,
                None => return,
            },
        };
        // Its place is free.
        flying.extend(
            jobs.by_ref()
                .take(limit.get() - flying.len() - waiting.len()),
        );
        let mut at_work = pin!(body(result));
        loop {
            tokio::select! {
                biased;
                () = &mut at_work => break,
                () = sleep(Duration::from_millis(10)) => {
                    while let Some(Some(result)) = flying.next().now_or_never() {
                        waiting.push_back(result);
                    }
                }
            }
        }
    }
}
