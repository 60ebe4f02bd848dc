//! Mistake: tries to send, and drops the item when the queue is full.
//! Breaks: "and `consume` with each, in order"
//! Rejected by: a_fast_producer_waits_for_a_slow_consumer
//! Told: is not thrown away

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
    let (sender, mut receiver) = mpsc::channel(room);
    let producer = async move {
        while let Some(item) = produce().await {
            let _ = sender.try_send(item);
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
