//! Mistake: stops when the consumer fails, and tells the number of items so far as if all were well.
//! Breaks: "its error comes back at that instant"
//! Rejected by: a_consumer_that_leaves_stops_the_producer_at_once
//! Told: and its error was lost

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
        while let Ok(place) = sender.reserve().await {
            match produce().await {
                Some(item) => place.send(item),
                None => break,
            }
        }
        drop(sender);
        std::future::pending::<()>().await
    };
    let consumer = async {
        let mut consumed = 0;
        while let Some(item) = receiver.recv().await {
            if consume(item).await.is_err() {
                break;
            }
            consumed += 1;
        }
        Ok(consumed)
    };
    tokio::select! {
        () = producer => Ok(0),
        outcome = consumer => outcome,
    }
}
