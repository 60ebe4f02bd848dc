//! Mistake: keeps a sender in the stream, so that the channel is never closed and the stream waits
//! for a result that nobody will send.
//! Breaks: "After the last result the stream ends"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: the stream did not end after its last result

use futures::stream::{self, BoxStream, StreamExt};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let (sender, receiver) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    for job in jobs {
        let sender = sender.clone();
        tasks.spawn(async move { sender.send(job.await).is_ok() });
    }
    let parts = (receiver, sender, tasks);
    stream::unfold(parts, |(mut receiver, sender, tasks)| async move {
        let result = receiver.recv().await?;
        Some((result, (receiver, sender, tasks)))
    })
    .boxed()
}
