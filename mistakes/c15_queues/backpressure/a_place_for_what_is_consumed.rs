//! Mistake: gives the place of an item back when it has been consumed, and not when `consume` is called
//! with it.
//! Breaks: "to the instant at which `consume` is called with it"
//! Rejected by: a_fast_producer_waits_for_a_slow_consumer
//! Told: for what is being consumed no longer exists between the two

use std::pin::pin;

use thiserror::Error;
use tokio::sync::{Semaphore, mpsc};

/// Why not all items were consumed.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum QueueError<E> {
    /// There is no room for a single item between the two.
    #[error("a queue without room can pass nothing on")]
    NoRoom,
    /// The consumer left.
    #[error("the consumer left")]
    Consumer(E),
}

/// Passes items from `produce` to `consume`, with room for so many between them.
///
/// # Errors
/// [`QueueError::NoRoom`] if `room` is 0, [`QueueError::Consumer`] when `consume` fails.
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
        // The semaphore is never closed, and the sender is dropped with this block.
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
            consume(item).await.map_err(QueueError::Consumer)?;
            drop(place);
            consumed += 1;
        }
        Ok(consumed)
    });
    tokio::select! {
        () = &mut producer => consumer.await,
        outcome = &mut consumer => outcome,
    }
}
