//! Mistake: runs a few items at once, each through all stages, and takes them as they finish.
//! Breaks: "The results come back in the order of the source"
//! Rejected by: the_stages_work_at_the_same_time
//! Told: went on at once

use std::num::NonZeroUsize;

use futures::future::BoxFuture;
use futures::stream::{self, StreamExt, TryStreamExt};

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
    let stages = &stages;
    let limit = room.get() + stages.len();
    stream::iter(source.map(async |mut item| {
        for stage in stages {
            item = stage(item).await?;
        }
        Ok(item)
    }))
    .buffer_unordered(limit)
    .try_collect()
    .await
}
