//! Instead of a loop, a stream that awaits each job only when the one before it has given its item.

use futures::stream::{self, StreamExt, TryStreamExt};

/// Runs the jobs one after another and gives their results in order.
///
/// # Errors
/// The first error of a job; the jobs after it are never started.
pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    stream::iter(jobs).then(|job| job).try_collect().await
}
