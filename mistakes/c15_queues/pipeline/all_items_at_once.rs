//! Mistake: starts every item at once: a stage works on many of them at the same time.
//! Breaks: "A stage works on one item at a time"
//! Rejected by: the_stages_work_at_the_same_time
//! Told: went on at once

use std::num::NonZeroUsize;

use futures::future::{BoxFuture, try_join_all};

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
    let stages = &stages;
    try_join_all(source.map(async |mut item| {
        for stage in stages {
            item = stage(item).await?;
        }
        Ok(item)
    }))
    .await
}
