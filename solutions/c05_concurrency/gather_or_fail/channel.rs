//! Instead of joining, tasks that report through a channel; the handles abort and await.

use futures::future::join_all;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

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
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut tasks = Vec::with_capacity(jobs.len());
    for (place, job) in jobs.into_iter().enumerate() {
        let sender = sender.clone();
        tasks.push(AbortOnDropHandle::new(tokio::spawn(async move {
            let _ = sender.send((place, job.await));
        })));
    }
    drop(sender);
    let mut values = Vec::with_capacity(tasks.len());
    while let Some((place, outcome)) = receiver.recv().await {
        match outcome {
            Ok(value) => values.push((place, value)),
            Err(error) => {
                for task in &tasks {
                    task.abort();
                }
                join_all(tasks).await;
                return Err(error);
            }
        }
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
