//! A place first, and only then an item: whoever holds an item does not wait.

use thiserror::Error;
use tokio::sync::mpsc;

/// Nobody takes anything out of the channel any more.
#[derive(Debug, Error)]
#[error("the channel is closed")]
pub struct Closed;

/// Moves items from the queue to the channel, until the queue ends.
///
/// # Errors
/// [`Closed`] when nobody takes anything out of the channel any more.
pub async fn move_items<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Result<(), Closed>
where
    T: Send + 'static,
{
    loop {
        let place = to.reserve().await.map_err(|_| Closed)?;
        let item = tokio::select! {
            // An item for a channel that is closed stays where it is.
            biased;
            () = to.closed() => return Err(Closed),
            item = from.recv() => item,
        };
        match item {
            Some(item) => place.send(item),
            None => return Ok(()),
        }
    }
}
