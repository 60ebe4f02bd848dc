//! Mistake: produces the first item before it looks whether there is room.
//! Breaks: "and `produce` is never called"
//! Rejected by: no_items_are_fine_and_no_room_is_an_error
//! Told: without room for an item

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
    let first = produce().await;
    if room == 0 {
        return Err(QueueError::NoRoom);
    }
    let mut first = Some(first);
    let (sender, mut receiver) = mpsc::channel(room);
    let producer = async move {
        while let Ok(place) = sender.reserve().await {
            let item = match first.take() {
                Some(first) => first,
                None => produce().await,
            };
            match item {
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
