//! Mistake: feeds the first stage through a queue of its own, which reads the source ahead.
//! Breaks: "an item is taken from the source at the instant at which the first stage can begin it"
//! Rejected by: the_slowest_stage_sets_the_pace
//! Told: `source` ran ahead

use std::num::NonZeroUsize;

use futures::future::{BoxFuture, try_join_all};
use futures::stream::StreamExt;
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
    let (feeder, receiver) = mpsc::channel(room.get());
    let feed = async move {
        for item in source {
            if feeder.send(item).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    let mut input = ReceiverStream::new(receiver).boxed();
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
    let results = async { Ok(input.collect().await) };
    let (_, _, results) = tokio::try_join!(feed, try_join_all(line), results)?;
    Ok(results)
}
