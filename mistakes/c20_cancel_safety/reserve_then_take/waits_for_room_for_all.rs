//! Mistake: waits for room for all items that are there, and so leaves room for one of them empty.
//! Breaks: "Each is moved at the instant at which it is there and the channel has room for it"
//! Rejected by: room_for_one_is_filled_while_more_wait
//! Told: waits for no more than that

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
        // One place for each that is there, or for the next one.
        let wanted = from.len().clamp(1, to.max_capacity());
        let permits = to.reserve_many(wanted).await.map_err(|_| Closed)?;
        for permit in permits {
            let item = tokio::select! {
                biased;
                () = to.closed() => return Err(Closed),
                item = from.recv() => item,
            };
            match item {
                Some(item) => permit.send(item),
                None => return Ok(()),
            }
        }
    }
}
