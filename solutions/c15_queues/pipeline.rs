//! Each stage is a loop between two channels, and all loops are awaited together. The receiver of
//! one stage is the input of the next, so the source is an input like any other.

use std::num::NonZeroUsize;

use futures::future::BoxFuture;
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// What is done to an item at one place of the line.
pub type Stage<T, E> = Box<dyn Fn(T) -> BoxFuture<'static, Result<T, E>> + Send + Sync>;

/// Sends all items through all stages; gives the results in the order of the items.
///
/// # Errors
/// The first error of a stage.
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
                // All loops end in one poll when one of them fails: none finds its channel closed.
                let _ = sender.send(stage(item).await?).await;
            }
            Ok(())
        });
    }
    // The results are collected while the line runs: the last channel is bounded too. The first
    // error drops every other loop where it stands.
    let results = async { Ok(input.collect().await) };
    let ((), results) = tokio::try_join!(line.try_collect(), results)?;
    Ok(results)
}
