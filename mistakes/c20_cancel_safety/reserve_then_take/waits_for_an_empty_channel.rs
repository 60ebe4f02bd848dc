//! Mistake: reserves all places of the channel at once, and so moves nothing before the channel is empty.
//! Breaks: "the channel has room for it"
//! Rejected by: each_item_is_moved_when_it_is_there_and_there_is_room
//! Told: waits for no more than that

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
        let places = to
            .reserve_many(to.max_capacity())
            .await
            .map_err(|_| Closed)?;
        for place in places {
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
}
