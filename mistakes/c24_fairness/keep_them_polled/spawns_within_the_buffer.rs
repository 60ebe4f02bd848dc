//! Mistake: spawns each job when the buffer takes it. It goes on, but the next is begun only when the
//! buffer is asked, and a task is not dropped with its handle.
//! Breaks: "at the instant at which one is free the next job is begun"
//! Breaks: "all jobs in flight are dropped at that instant, too"
//! Rejected by: a_place_is_free_when_its_result_goes_to_the_body
//! Told: there was a place for it since

use std::num::NonZeroUsize;
use std::panic::resume_unwind;

use futures::stream::{self, StreamExt};

/// Runs the jobs, so many at a time, and calls `body` with each result.
pub async fn for_each_result<F, T>(
    jobs: impl IntoIterator<Item = F>,
    limit: NonZeroUsize,
    mut body: impl AsyncFnMut(T),
) where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut results = stream::iter(jobs)
        .map(tokio::spawn)
        .buffer_unordered(limit.get());
    while let Some(result) = results.next().await {
        match result {
            Ok(result) => body(result).await,
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
}
