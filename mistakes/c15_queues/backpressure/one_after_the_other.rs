//! Mistake: produces an item, consumes it, and only then produces the next: nobody ever waits in the
//! queue.
//! Breaks: "Both work at the same time"
//! Rejected by: a_fast_producer_waits_for_a_slow_consumer
//! Told: ran one after another

use thiserror::Error;

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
    let mut consumed = 0;
    while let Some(item) = produce().await {
        consume(item).await.map_err(QueueError::Consumer)?;
        consumed += 1;
    }
    Ok(consumed)
}
