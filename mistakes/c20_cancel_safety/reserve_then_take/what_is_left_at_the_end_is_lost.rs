//! Mistake: stops as soon as the queue is closed, whatever is still in it.
//! Breaks: "all that was in it is moved"
//! Rejected by: a_queue_that_has_ended_is_emptied_first
//! Told: still in the queue

use thiserror::Error;
use tokio::sync::mpsc;

/// Nobody takes anything out of the channel any more.
#[derive(Debug, Error)]
#[error("the channel is closed")]
pub struct Closed;

pub async fn move_items<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Result<(), Closed>
where
    T: Send + 'static,
{
    while !from.is_closed() {
        let place = to.reserve().await.map_err(|_| Closed)?;
        let item = tokio::select! {
            biased;
            () = to.closed() => return Err(Closed),
            item = from.recv() => item,
        };
        match item {
            Some(item) => place.send(item),
            None => return Ok(()),
        }
    }
    Ok(())
}
