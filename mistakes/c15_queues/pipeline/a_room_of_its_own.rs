//! Mistake: has room for 64 items between two stages at the most, whatever it is told.
//! Breaks: "Between two stages there is a queue with room for `room` items"
//! Rejected by: a_large_queue_takes_as_much_as_it_should_and_no_more
//! Told: just the room that was asked for

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
        let (sender, receiver) = mpsc::channel(room.get().min(64));
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
    let ((), results) = tokio::try_join!(line.try_collect(), results)?;
    Ok(results)
}
