//! Instead of one future for all stages, a task a stage, in a `JoinSet` that stops them all when it
//! is dropped.

use std::num::NonZeroUsize;

use futures::future::BoxFuture;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

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
    let mut stages = stages.into_iter();
    let Some(first) = stages.next() else {
        return Ok(source.collect());
    };
    let mut tasks = JoinSet::new();
    let (sender, mut receiver) = mpsc::channel(room.get());
    tasks.spawn(async move {
        for item in source {
            if sender.send(first(item).await?).await.is_err() {
                break;
            }
        }
        Ok(())
    });
    for stage in stages {
        let (sender, next) = mpsc::channel(room.get());
        let mut from = std::mem::replace(&mut receiver, next);
        tasks.spawn(async move {
            while let Some(item) = from.recv().await {
                if sender.send(stage(item).await?).await.is_err() {
                    break;
                }
            }
            Ok(())
        });
    }
    let mut results = Vec::new();
    loop {
        tokio::select! {
            Some(item) = receiver.recv() => results.push(item),
            // An error ends the line at once; who ended well has nothing to say.
            Some(Ok(ended)) = tasks.join_next() => ended?,
            else => return Ok(results),
        }
    }
}
