//! Instead of tasks, one future that polls all jobs in place: `join_all`.

use futures::future::join_all;

/// Runs all jobs at once and gives their results in the order of the jobs.
pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    join_all(jobs).await
}
