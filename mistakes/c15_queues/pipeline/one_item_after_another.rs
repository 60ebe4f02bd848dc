//! Mistake: sends an item through all the stages before it takes the next one.
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
    let mut results = Vec::new();
    for mut item in source {
        for stage in &stages {
            item = stage(item).await?;
        }
        results.push(item);
    }
    Ok(results)
}
