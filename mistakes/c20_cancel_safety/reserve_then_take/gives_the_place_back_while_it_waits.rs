//! Mistake: gives the place back while there is no item, so as not to keep it from others, and counts on
//! it being free when one comes. If it is not, it waits for room with the item in its hands.
//! Breaks: "each item is in the queue or in the channel by then"
//! Rejected by: dropped_where_others_have_taken_the_room_it_holds_no_item
//! Told: with a place for it in your hands

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
        to.reserve().await.map_err(|_| Closed).map(drop)?;
        let item = tokio::select! {
            biased;
            () = to.closed() => return Err(Closed),
            item = from.recv() => item,
        };
        let Some(item) = item else {
            return Ok(());
        };
        if let Err(TrySendError::Full(item)) = to.try_send(item) {
            to.send(item).await.map_err(|_| Closed)?;
        }
    }
}
