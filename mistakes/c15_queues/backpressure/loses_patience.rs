//! Mistake: takes an item that takes more than a minute for one that hangs, and ends.
//! Breaks: "Both work at the same time, however long they take"
//! Rejected by: each_may_take_a_day
//! Told: nobody has limited how long it may take

use std::time::Duration;

use thiserror::Error;
use tokio::sync::mpsc;
use tokio::time::timeout;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum QueueError<E> {
    #[error("a queue without room can pass nothing on")]
    NoRoom,
    #[error("the consumer left")]
    Consumer(E),
}

pub async fn backpressure<T, E, P, C>(
    room: usize,
    mut produce: P,
    mut consume: C,
) -> Result<usize, QueueError<E>>
where
    P: AsyncFnMut() -> Option<T>,
    C: AsyncFnMut(T) -> Result<(), E>,
{
    if room == 0 {
        return Err(QueueError::NoRoom);
    }
    let (sender, mut receiver) = mpsc::channel(room);
    let producer = async move {
        while let Ok(place) = sender.reserve().await {
            let limit = Duration::from_secs(60);
            match timeout(limit, produce()).await.unwrap_or_default() {
                Some(item) => place.send(item),
                None => break,
            }
        }
        Ok(())
    };
    let consumer = async move {
        let mut consumed = 0;
        while let Some(item) = receiver.recv().await {
            consume(item).await.map_err(QueueError::Consumer)?;
            consumed += 1;
        }
        Ok(consumed)
    };
    let ((), consumed) = tokio::try_join!(producer, consumer)?;
    Ok(consumed)
}
