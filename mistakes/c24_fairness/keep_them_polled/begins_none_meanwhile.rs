//! Mistake: polls what is in flight while `body` is at work, and begins the next job only after that.
//! Breaks: "at the instant at which one is free the next job is begun"
//! Rejected by: a_place_is_free_when_its_result_goes_to_the_body
//! Told: there was a place for it since

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::pin::pin;

use futures::stream::{FuturesUnordered, StreamExt};

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
