//! Mistake: collects all results first, and calls `body` with them when the last job is done.
//! Breaks: "or when there is a result"
//! Breaks: "None is taken out of `jobs` before that"
//! Rejected by: jobs_in_flight_go_on_while_the_body_is_at_work
//! Told: could have been at

use std::num::NonZeroUsize;

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
    let results: Vec<T> = stream::iter(jobs)
        .buffer_unordered(limit.get())
        .collect()
        .await;
    for result in results {
        body(result).await;
    }
}
