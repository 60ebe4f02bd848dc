//! Mistake: makes a producer that has filled a large room wait until a fourth of it is free, to
//! change sides less often.
//! Breaks: "It is called at once when there is one"
//! Rejected by: each_place_is_used_as_soon_as_it_is_free_in_a_large_room_too
//! Told: be it the only one

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
    // The sender moves in and is dropped at the end: that is how the consumer learns of it.
    let producer = async move {
        loop {
            if sender.capacity() == 0 && room >= 64 && sender.reserve_many(room / 4).await.is_err()
            {
                break;
            }
            let Ok(place) = sender.reserve().await else {
                break;
            };
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
