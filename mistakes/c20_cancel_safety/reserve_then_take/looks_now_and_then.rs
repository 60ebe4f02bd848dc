//! Mistake: looks every ten milliseconds whether there is room, instead of waiting for it.
//! Breaks: "Each is moved at the instant at which it is there"
//! Rejected by: each_item_is_moved_when_it_is_there_and_there_is_room
//! Told: looked only then

use std::time::Duration;

use thiserror::Error;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::sleep;

/// Nobody takes anything out of the channel any more.
#[derive(Debug, Error)]
#[error("the channel is closed")]
pub struct Closed;

pub async fn move_items<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Result<(), Closed>
where
    T: Send + 'static,
{
    loop {
        let place = match to.try_reserve() {
            Ok(place) => place,
            Err(TrySendError::Closed(())) => return Err(Closed),
            Err(TrySendError::Full(())) => {
                sleep(Duration::from_millis(10)).await;
                continue;
            }
        };
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
}
