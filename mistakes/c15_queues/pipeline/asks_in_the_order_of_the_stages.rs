//! Mistake: awaits its stages by `try_join_all`, which asks them one after another when they are more
//! than 30: an error waits there until every stage before it has ended.
//! Breaks: "When a stage fails, its error comes back at that instant"
//! Rejected by: of_however_many_stages_the_first_error_comes_back_at_once
//! Told: an error waits there until all before it

use std::num::NonZeroUsize;

use futures::future::{BoxFuture, try_join_all};
use futures::stream::{self, StreamExt};
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
    let mut line = Vec::new();
    for stage in stages {
        let (sender, receiver) = mpsc::channel(room.get());
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
    let (_, results) = tokio::try_join!(try_join_all(line), results)?;
    Ok(results)
}
