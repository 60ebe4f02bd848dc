//! Mistake: asks for a place in the next queue before it begins an item, so that it stands still
//! when it could work.
//! Breaks: "until then it holds the item and waits"
//! Breaks: "It begins its next item as soon as it has handed on the last one and the next one is there"
//! Rejected by: the_slowest_stage_sets_the_pace, nobody_waits_without_need_and_nobody_runs_ahead
//! Told: the pauses between the runs of

use std::num::NonZeroUsize;

use futures::future::BoxFuture;
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
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
    let line = FuturesUnordered::new();
    for stage in stages {
        let (sender, receiver) = mpsc::channel(room.get());
        let mut from = std::mem::replace(&mut input, ReceiverStream::new(receiver).boxed());
        line.push(async move {
            while let Some(item) = from.next().await {
                let Ok(place) = sender.reserve().await else {
                    break;
                };
                place.send(stage(item).await?);
            }
            Ok(())
        });
    }
    let results = async { Ok(input.collect().await) };
    let ((), results) = tokio::try_join!(line.try_collect(), results)?;
    Ok(results)
}
