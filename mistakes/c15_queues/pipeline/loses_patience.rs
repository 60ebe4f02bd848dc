//! Mistake: leaves out an item that a stage works on for more than a minute.
//! Breaks: "however many there are and however long they take"
//! Rejected by: a_large_queue_takes_as_much_as_it_should_and_no_more
//! Told: nobody has set a limit

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use tokio::sync::mpsc;
use tokio::time::timeout;
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
    let line = FuturesUnordered::new();
    for stage in stages {
        let (sender, receiver) = mpsc::channel(room.get());
        let mut from = std::mem::replace(&mut input, ReceiverStream::new(receiver).boxed());
        line.push(async move {
            while let Some(item) = from.next().await {
                let limit = Duration::from_secs(60);
                let Ok(done) = timeout(limit, stage(item)).await else {
                    continue;
                };
                if sender.send(done?).await.is_err() {
                    break;
                }
            }
            Ok(())
        });
    }
    let results = async { Ok(input.collect().await) };
    let ((), results) = tokio::try_join!(line.try_collect(), results)?;
    Ok(results)
}
