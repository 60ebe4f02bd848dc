//! Mistake: looks at the errors only when every stage has ended by itself.
//! Breaks: "When a stage fails, its error comes back at that instant"
//! Breaks: "The first error of a stage"
//! Rejected by: an_error_stops_the_whole_line_and_comes_out_once
//! Told: kept running after 5s

use std::num::NonZeroUsize;

use futures::future::{BoxFuture, join_all};
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
    let (ended, results) = tokio::join!(join_all(line), input.collect());
    ended.into_iter().collect::<Result<Vec<()>, E>>()?;
    Ok(results)
}
