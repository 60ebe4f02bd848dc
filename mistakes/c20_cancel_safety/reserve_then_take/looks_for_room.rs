//! Mistake: looks whether there is room, and keeps no place. Somebody else takes the room before the item
//! is there.
//! Breaks: "Others may put something into the same channel meanwhile"
//! Rejected by: others_may_put_something_into_the_same_channel
//! Told: only looked at

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
        // Waits until there is room, and gives the place back.
        drop(to.reserve().await.map_err(|_| Closed)?);
        let item = tokio::select! {
            biased;
            () = to.closed() => return Err(Closed),
            item = from.recv() => item,
        };
        let Some(item) = item else { return Ok(()) };
        to.try_send(item).map_err(|_| Closed)?;
    }
}
