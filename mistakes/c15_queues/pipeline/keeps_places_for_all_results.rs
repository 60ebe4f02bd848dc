//! Mistake: keeps a place for each result that the source promises, and an endless source promises
//! more than any memory holds.
//! Breaks: "The source may be endless, whatever its `size_hint` says"
//! Rejected by: a_source_may_promise_more_items_than_any_memory_holds
//! Told: more items than any memory holds

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
    let mut all = Vec::with_capacity(source.size_hint().0);
    let mut input = stream::iter(source).boxed();
    let line = FuturesUnordered::new();
    for stage in stages {
        let (sender, receiver) = mpsc::channel(room.get());
        let mut from = std::mem::replace(&mut input, ReceiverStream::new(receiver).boxed());
        line.push(async move {
            while let Some(item) = from.next().await {
                // A closed channel means that the line is being stopped.
                if sender.send(stage(item).await?).await.is_err() {
                    break;
                }
            }
            Ok(())
        });
    }
    // The results are collected while the line runs: the last channel is bounded too. The first
    // error drops every other loop where it stands.
    let results = async {
        while let Some(result) = input.next().await {
            all.push(result);
        }
        Ok(())
    };
    let ((), ()) = tokio::try_join!(line.try_collect(), results)?;
    Ok(all)
}
