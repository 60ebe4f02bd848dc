//! Mistake: stops polling what is in flight when all jobs were begun.
//! Breaks: "A job that was begun goes on by itself to its end, whatever `body` is doing meanwhile"
//! Rejected by: jobs_in_flight_go_on_while_the_body_is_at_work
//! Told: it stood still while

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
        // Its place is free.
        flying.extend(
            jobs.by_ref()
                .take(limit.get() - flying.len() - waiting.len()),
        );
        let mut at_work = pin!(body(result));
        loop {
            tokio::select! {
                biased;
                Some(result) = flying.next(), if jobs.size_hint().1 != Some(0) => waiting.push_back(result),
                () = &mut at_work => break,
            }
        }
    }
}
