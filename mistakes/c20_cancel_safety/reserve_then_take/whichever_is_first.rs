//! Mistake: leaves it to luck whether an item or the close of the channel comes first where both are
//! there.
//! Breaks: "From that instant on no item is taken out of the queue"
//! Rejected by: an_item_that_comes_as_the_channel_is_closed_stays_in_the_queue
//! Told: the close comes first

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
        let place = to.reserve().await.map_err(|_| Closed)?;
        let item = tokio::select! {
            item = from.recv() => item,
            () = to.closed() => return Err(Closed),
        };
        match item {
            Some(item) => place.send(item),
            None => return Ok(()),
        }
    }
}
