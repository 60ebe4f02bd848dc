//! Mistake: keeps more jobs in flight, so that there is always a result. They stand still all the same.
//! Breaks: "A job that was begun goes on by itself to its end, whatever `body` is doing meanwhile"
//! Breaks: "A job has its place from its beginning until `body` is called with its result"
//! Rejected by: jobs_in_flight_go_on_while_the_body_is_at_work
//! Told: it stood still while

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
    let mut results = stream::iter(jobs).buffer_unordered(limit.get().saturating_mul(4));
    while let Some(result) = results.next().await {
        body(result).await;
    }
}
