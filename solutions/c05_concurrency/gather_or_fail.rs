//! `try_join_all` polls all jobs in place, and at the first error drops them all. Nothing was
//! spawned, so dropping is all the clean-up there is.

use futures::future::try_join_all;

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
    try_join_all(jobs).await
}
