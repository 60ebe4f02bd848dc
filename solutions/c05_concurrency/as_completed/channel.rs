//! Instead of a set that is asked, tasks that send their results; the stream holds their handles.

use futures::stream::{self, BoxStream, StreamExt};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

/// Runs all jobs at once and yields their results in the order of finishing.
pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let (sender, receiver) = mpsc::unbounded_channel();
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            let sender = sender.clone();
            AbortOnDropHandle::new(tokio::spawn(async move {
                let _ = sender.send(job.await);
            }))
        })
        .collect();
    stream::unfold((receiver, tasks), |(mut receiver, tasks)| async move {
        let result = receiver.recv().await?;
        Some((result, (receiver, tasks)))
    })
    .boxed()
}
