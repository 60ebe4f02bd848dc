//! Mistake: has room for a hundred items and no more, whatever it is told.
//! Breaks: "Between them at most `room` items exist"
//! Rejected by: a_thousand_items_may_wait_between_them
//! Told: just as large as was asked for

use thiserror::Error;
use tokio::sync::mpsc;

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
    let (sender, mut receiver) = mpsc::channel(room.min(100));
    let producer = async move {
        while let Ok(place) = sender.reserve().await {
            match produce().await {
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
