//! Mistake: begins as many jobs as there are places, and the next ones when all of these are done.
//! Breaks: "at the instant at which one is free the next job is begun"
//! Rejected by: jobs_in_flight_go_on_while_the_body_is_at_work
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
        if flying.is_empty() && waiting.is_empty() {
            flying.extend(jobs.by_ref().take(limit.get()));
        }
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
