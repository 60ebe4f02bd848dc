//! Mistake: takes it for granted that there is a first stage.
//! Breaks: "with no stages the items are the results"
//! Rejected by: no_items_and_no_stages_work_too
//! Told: your code panicked

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
    let last = line.pop().expect("there is a last stage");
    let results = async { Ok(input.collect().await) };
    let (_, _, results) = tokio::try_join!(try_join_all(line), last, results)?;
    Ok(results)
}
