//! All jobs are polled in place, and give what they have as they end. The first error ends it, and
//! drops them all: nothing was spawned, so dropping is all the clean-up there is.

use futures::stream::{FuturesUnordered, TryStreamExt};

/// Runs all jobs at once and gives their values in the order of the jobs.
///
/// Dropping the returned future cancels the jobs.
///
/// # Errors
/// The error of the job that fails first; by then all others are cancelled and dropped.
pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    // Not `try_join_all`: with more than 30 futures, an error waits there until all futures before
    // it in the list are done.
    let running: FuturesUnordered<_> = jobs
        .into_iter()
        .enumerate()
        .map(|(place, job)| async move { Ok((place, job.await?)) })
        .collect();
    let mut values: Vec<(usize, T)> = running.try_collect().await?;
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
