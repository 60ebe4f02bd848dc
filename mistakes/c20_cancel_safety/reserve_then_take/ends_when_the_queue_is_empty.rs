//! Mistake: takes a queue that is empty for one that has ended.
//! Breaks: "When the queue has ended and all that was in it is moved"
//! Rejected by: each_item_is_moved_when_it_is_there_and_there_is_room
//! Told: returned

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
    while !from.is_empty() {
        let place = to.reserve().await.map_err(|_| Closed)?;
        if let Ok(item) = from.try_recv() {
            place.send(item);
        }
    }
    if to.is_closed() { Err(Closed) } else { Ok(()) }
}
