//! Mistake: does not look whether anybody takes what it hands on: when the stage behind it has failed,
//! it begins its next item.
//! Breaks: "None begins another item, and nothing more is taken from the source"
//! Rejected by: when_a_stage_fails_nobody_begins_anything_new
//! Told: takes nothing new

use std::num::NonZeroUsize;

use futures::future::BoxFuture;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

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
    let mut stages = stages.into_iter();
    let Some(first) = stages.next() else {
        return Ok(source.collect());
    };
    let mut tasks = JoinSet::new();
    let (sender, mut receiver) = mpsc::channel(room.get());
    tasks.spawn(async move {
        for item in source {
            let _ = sender.send(first(item).await?).await;
        }
        Ok(())
    });
    for stage in stages {
        let (sender, next) = mpsc::channel(room.get());
        let mut from = std::mem::replace(&mut receiver, next);
        tasks.spawn(async move {
            while let Some(item) = from.recv().await {
                let _ = sender.send(stage(item).await?).await;
            }
            Ok(())
        });
    }
    let mut results = Vec::new();
    loop {
        tokio::select! {
            Some(item) = receiver.recv() => results.push(item),
            Some(Ok(ended)) = tasks.join_next() => ended?,
            else => return Ok(results),
        }
    }
}
