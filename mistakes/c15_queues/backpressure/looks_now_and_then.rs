//! Mistake: looks for the next item every 50 ms.
//! Breaks: "It is called at once when there is one"
//! Rejected by: at_most_so_many_items_exist_between_them
//! Told: not to look for one every so often

use std::time::Duration;

use thiserror::Error;
use tokio::sync::mpsc::{self, error::TryRecvError};
use tokio::time::sleep;

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
            match produce().await {
                Some(item) => place.send(item),
                None => break,
            }
        }
        Ok(())
    };
    let consumer = async move {
        let mut consumed = 0;
        loop {
            match receiver.try_recv() {
                Ok(item) => {
                    consume(item).await.map_err(QueueError::Consumer)?;
                    consumed += 1;
                }
                Err(TryRecvError::Empty) => sleep(Duration::from_millis(50)).await,
                Err(TryRecvError::Disconnected) => return Ok(consumed),
            }
        }
    };
    let ((), consumed) = tokio::try_join!(producer, consumer)?;
    Ok(consumed)
}
