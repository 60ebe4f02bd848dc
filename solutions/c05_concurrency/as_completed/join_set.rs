//! Instead of polling in place, tasks in a `JoinSet`, which the stream takes along and asks.

use std::panic::resume_unwind;

use futures::stream::{self, BoxStream, StreamExt};
use tokio::task::JoinSet;

/// Runs all jobs at once and yields their results in the order of finishing.
pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let running: JoinSet<_> = jobs.into_iter().collect();
    stream::unfold(running, |mut running| async move {
        match running.join_next().await? {
            Ok(result) => Some((result, running)),
            Err(error) => resume_unwind(error.into_panic()),
        }
    })
    .boxed()
}
