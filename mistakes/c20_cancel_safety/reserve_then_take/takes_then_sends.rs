//! Mistake: takes an item and then waits for room, with the item in its hands.
//! Breaks: "each item is in the queue or in the channel by then"
//! Rejected by: wherever_it_is_dropped_each_item_is_in_the_queue_or_in_the_channel
//! Told: in its own hands while it waited

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
    while let Some(item) = from.recv().await {
        to.send(item).await.map_err(|_| Closed)?;
    }
    Ok(())
}
