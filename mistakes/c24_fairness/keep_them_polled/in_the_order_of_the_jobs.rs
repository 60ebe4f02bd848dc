//! Mistake: calls `body` with the results in the order of the jobs: one that is slow holds up all that
//! have ended.
//! Breaks: "in the order in which the jobs have ended"
//! Rejected by: whatever_they_take_each_goes_on_by_itself
//! Told: in the order in which the jobs have ended

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::pin::pin;

use futures::stream::{FuturesOrdered, StreamExt};

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
    let mut flying = FuturesOrdered::new();
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
                Some(result) = flying.next() => waiting.push_back(result),
                () = &mut at_work => break,
            }
        }
    }
}
