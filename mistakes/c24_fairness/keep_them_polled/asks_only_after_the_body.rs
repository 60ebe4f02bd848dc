//! Mistake: has a task for each job, and looks which of them have ended only when `body` is done: of several
//! it takes the one that was begun last.
//! Breaks: "in the order in which the jobs have ended"
//! Rejected by: jobs_in_flight_go_on_while_the_body_is_at_work
//! Told: only if each hands in its result when it ends

use std::num::NonZeroUsize;
use std::panic::resume_unwind;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio_util::task::AbortOnDropHandle;

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
    let begin = |job| AbortOnDropHandle::new(tokio::spawn(job));
    let mut tasks = FuturesUnordered::new();
    tasks.extend(jobs.by_ref().take(limit.get()).map(begin));
    while let Some(ended) = tasks.next().await {
        tasks.extend(jobs.next().map(begin));
        match ended {
            Ok(result) => body(result).await,
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
}
