//! Mistake: spawns tasks that send their results, and lets them run on when nobody listens.
//! Breaks: "Dropping the stream cancels the jobs that are left"
//! Rejected by: dropping_the_stream_cancels_the_rest
//! Told: kept running after

use futures::stream::{self, BoxStream, StreamExt};
use tokio::sync::mpsc;

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let (sender, receiver) = mpsc::unbounded_channel();
    for job in jobs {
        let sender = sender.clone();
        tokio::spawn(async move { sender.send(job.await) });
    }
    stream::unfold(receiver, |mut receiver| async move {
        let result = receiver.recv().await?;
        Some((result, receiver))
    })
    .boxed()
}
