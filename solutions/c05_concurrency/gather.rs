//! A task a job. The set stops its tasks when it is dropped, and each task carries its place, since
//! they finish in any order.

use std::panic::resume_unwind;

use tokio::task::JoinSet;

/// Runs all jobs at once and gives their results in the order of the jobs.
///
/// Dropping the returned future cancels the jobs.
///
/// # Panics
/// If a job panics.
pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut running = JoinSet::new();
    for (place, job) in jobs.into_iter().enumerate() {
        running.spawn(async move { (place, job.await) });
    }
    let mut results = Vec::with_capacity(running.len());
    while let Some(finished) = running.join_next().await {
        match finished {
            Ok(result) => results.push(result),
            // Nobody aborts these tasks, so this one panicked, and its panic is ours.
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    results.sort_unstable_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}
