//! Mistake: waits for whichever ends first, and takes what the consumer does after that for
//! granted.
//! Breaks: "its error comes back at that instant"
//! Rejected by: a_consumer_that_leaves_after_the_producer_has_ended_is_heard_too
//! Told: also when the producer has ended before

use std::pin::pin;

use thiserror::Error;
use tokio::sync::{Semaphore, mpsc};

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
    let places = Semaphore::new(room);
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut producer = pin!(async {
        let sender = sender;
        while let Ok(place) = places.acquire().await {
            let Some(item) = produce().await else {
                break;
            };
            if sender.send((item, place)).is_err() {
                break;
            }
        }
    });
    let mut consumer = pin!(async {
        let mut consumed = 0;
        while let Some((item, place)) = receiver.recv().await {
            drop(place);
            consume(item).await.map_err(QueueError::Consumer)?;
            consumed += 1;
        }
        Ok(consumed)
    });
    tokio::select! {
        () = &mut producer => Ok(consumer.await.unwrap_or_default()),
        outcome = &mut consumer => outcome,
    }
}
