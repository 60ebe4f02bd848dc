//! Mistake: sends all items through the first stage, then all through the second.
//! Breaks: "All stages work at the same time, on different items"
//! Rejected by: the_stages_work_at_the_same_time
//! Told: ran one after another

use std::num::NonZeroUsize;

use futures::future::BoxFuture;

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
    let mut items: Vec<T> = source.collect();
    for stage in stages {
        let mut done = Vec::new();
        for item in items {
            done.push(stage(item).await?);
        }
        items = done;
    }
    Ok(items)
}
