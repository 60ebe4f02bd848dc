//! Mistake: gives each item to a task that sends it, so that a caller who gives up drops nothing. The
//! task belongs to nobody, and the item is in neither place until it has its turn.
//! Breaks: "Wherever its future is dropped, each item is in the queue or in the channel by then"
//! Rejected by: wherever_it_is_dropped_each_item_is_in_the_queue_or_in_the_channel
//! Told: in those of a task

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
    loop {
        let item = tokio::select! {
            biased;
            () = to.closed() => return Err(Closed),
            item = from.recv() => item,
        };
        let Some(item) = item else { return Ok(()) };
        let to = to.clone();
        let sending = tokio::spawn(async move { to.send(item).await.is_ok() });
        if !sending.await.unwrap_or(false) {
            return Err(Closed);
        }
    }
}
