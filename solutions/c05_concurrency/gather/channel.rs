//! Instead of joining the tasks, a channel that brings their results; the handles stay to abort.

use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

/// Runs all jobs at once and gives their results in the order of the jobs.
///
/// # Panics
/// If a job panics.
pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut slots: Vec<Option<T>> = jobs.iter().map(|_| None).collect();
    let _tasks: Vec<_> = jobs
        .into_iter()
        .enumerate()
        .map(|(place, job)| {
            let sender = sender.clone();
            AbortOnDropHandle::new(tokio::spawn(async move {
                let _ = sender.send((place, job.await));
            }))
        })
        .collect();
    drop(sender);
    while let Some((place, result)) = receiver.recv().await {
        slots[place] = Some(result);
    }
    let slots = slots.into_iter();
    slots
        .map(|slot| slot.unwrap_or_else(|| panic!("a job panicked")))
        .collect()
}
