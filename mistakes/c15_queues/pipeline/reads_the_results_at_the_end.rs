//! Mistake: waits for all the stages before it reads the last channel, which is full by then.
//! Breaks: "What the last stage gives goes straight into the result: it never waits"
//! Rejected by: the_stages_work_at_the_same_time, nobody_waits_without_need_and_nobody_runs_ahead
//! Told: goes straight into the result

use std::num::NonZeroUsize;

use futures::future::{BoxFuture, try_join_all};
use futures::stream::{self, StreamExt};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

pub type Stage<T, E> = Box<dyn Fn(T) -> BoxFuture<'static, Result<T, E>> + Send + Sync>;

pub async fn pipeline<T, E, S>(
    source: S,
    stages: Vec<Stage<T, E>>,
    room: NonZeroUsize,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
    S: Iterator<Item = T> + Send + 'static,
{
    let mut input = stream::iter(source).boxed();
    let mut line = Vec::new();
    for stage in stages {
        let (sender, receiver) = mpsc::channel(room.get());
        let mut from = std::mem::replace(&mut input, ReceiverStream::new(receiver).boxed());
        line.push(async move {
            while let Some(item) = from.next().await {
                if sender.send(stage(item).await?).await.is_err() {
                    break;
                }
            }
            Ok(())
        });
    }
    try_join_all(line).await?;
    Ok(input.collect().await)
}
