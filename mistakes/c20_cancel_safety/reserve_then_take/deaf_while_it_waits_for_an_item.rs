//! Mistake: relies on the error of `send` and `reserve`. Who waits for an item does not hear that the
//! channel is closed, and a `Permit` takes the item all the same and drops it.
//! Breaks: "comes back at that instant, whatever was waited for"
//! Breaks: "when nobody takes anything out of the channel any more"
//! Rejected by: when_the_channel_is_closed_no_item_is_taken
//! Told: for nothing else

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
        match from.recv().await {
            Some(item) => place.send(item),
            None => return Ok(()),
        }
    }
}
