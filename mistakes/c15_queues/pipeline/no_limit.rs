//! Mistake: unbounded channels between the stages: a fast stage runs ahead as far as it likes.
//! Breaks: "Between two stages there is a queue with room for `room` items"
//! Rejected by: the_slowest_stage_sets_the_pace
//! Told: no pause between the runs of `load`

use std::num::NonZeroUsize;

use futures::future::{BoxFuture, try_join_all};
use futures::stream::{self, StreamExt};
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;

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
    let _ = room;
    let mut input = stream::iter(source).boxed();
    let mut line = Vec::new();
    for stage in stages {
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut from =
            std::mem::replace(&mut input, UnboundedReceiverStream::new(receiver).boxed());
        line.push(async move {
            while let Some(item) = from.next().await {
                if sender.send(stage(item).await?).is_err() {
                    break;
                }
            }
            Ok(())
        });
    }
    let results = async { Ok(input.collect().await) };
    let (_, results) = tokio::try_join!(try_join_all(line), results)?;
    Ok(results)
}
