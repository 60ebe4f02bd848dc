//! Instead of polling in place, a task a job, and a shutdown that waits for the aborted ones.

use std::panic::resume_unwind;

use tokio::task::JoinSet;

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
    let mut running = JoinSet::new();
    for (place, job) in jobs.into_iter().enumerate() {
        running.spawn(async move { (place, job.await) });
    }
    let mut values = Vec::with_capacity(running.len());
    while let Some(finished) = running.join_next().await {
        match finished {
            Ok((place, Ok(value))) => values.push((place, value)),
            Ok((_, Err(error))) => {
                // Aborts all and awaits all: afterwards nothing of theirs is left.
                running.shutdown().await;
                return Err(error);
            }
            Err(panic) => resume_unwind(panic.into_panic()),
        }
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
