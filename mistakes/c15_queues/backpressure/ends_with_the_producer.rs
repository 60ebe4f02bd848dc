//! Mistake: ends as soon as the producer has nothing more, and drops what is still in the queue.
//! Breaks: "The consumer gets what is still there, and that is the end"
//! Rejected by: a_producer_that_ends_lets_the_consumer_finish
//! Told: all that was still in the queue

use std::sync::atomic::{AtomicUsize, Ordering};

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
    };
    let consumed = AtomicUsize::new(0);
    let consumer = async {
        while let Some(item) = receiver.recv().await {
            consume(item).await.map_err(QueueError::Consumer)?;
            consumed.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    };
    tokio::select! {
        () = producer => (),
        outcome = consumer => outcome?,
    }
    Ok(consumed.load(Ordering::SeqCst))
}
