//! Mistake: waits for a place and lets it go, takes an item and sends it. There is room, and `send` may
//! have to wait all the same, with the item in its hands.
//! Breaks: "each item is in the queue or in the channel by then"
//! Rejected by: dropped_where_its_task_has_had_enough_it_holds_no_item
//! Told: so hold no item over an await

use thiserror::Error;
use tokio::sync::mpsc;

#[derive(Debug, Error)]
#[error("the channel is closed")]
pub struct Closed;

pub async fn move_items<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Result<(), Closed>
where
    T: Send + 'static,
{
    loop {
        let place = to.reserve().await.map_err(|_| Closed)?;
        drop(place);
        let item = tokio::select! {
            biased;
            () = to.closed() => return Err(Closed),
            item = from.recv() => item,
        };
        match item {
            Some(item) => to.send(item).await.map_err(|_| Closed)?,
            None => return Ok(()),
        }
    }
}
