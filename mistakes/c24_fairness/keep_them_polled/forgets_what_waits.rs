//! Mistake: ends when no job is in flight any more, though results still wait.
//! Breaks: "When all jobs are done and the last call has ended"
//! Rejected by: a_body_that_takes_a_day_holds_up_no_job
//! Told: was not called with each of them

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
        if flying.is_empty() {
            return;
        }
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
