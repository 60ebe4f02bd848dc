//! Reserve, produce, send: the place is there before the item is. The two sides end each other
//! through the channel and through `try_join!`.

use thiserror::Error;
use tokio::sync::mpsc;

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
    let (sender, mut receiver) = mpsc::channel(room);
    // The sender moves in and is dropped at the end: that is how the consumer learns of it.
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
    // An error of the consumer drops the producer wherever it is.
    let ((), consumed) = tokio::try_join!(producer, consumer)?;
    Ok(consumed)
}
