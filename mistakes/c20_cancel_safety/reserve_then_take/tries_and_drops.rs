//! Mistake: takes `try_send` for a `send` that waits a little, and does not look at what it gives back.
//! Breaks: "Each is moved at the instant at which it is there and the channel has room for it"
//! Rejected by: each_item_is_moved_when_it_is_there_and_there_is_room
//! Told: let them go

use thiserror::Error;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

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
        if let Err(TrySendError::Closed(_)) = to.try_send(item) {
            return Err(Closed);
        }
    }
}
