//! Instead of a set of all jobs, a stream with room for all of them in flight.

use futures::stream::{self, StreamExt, TryStreamExt};

/// Runs all jobs at once and gives their values in the order of the jobs.
///
/// # Errors
/// The error of the job that fails first; by then all others are cancelled and dropped.
pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let room = jobs.len().max(1);
    let mut values: Vec<(usize, T)> = stream::iter(jobs)
        .enumerate()
        .map(|(place, job)| async move { Ok((place, job.await?)) })
        .buffer_unordered(room)
        .try_collect()
        .await?;
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
