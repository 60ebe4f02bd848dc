//! Mistake: gathers what is there in a list and takes from its end.
//! Breaks: "puts them in their order into a channel"
//! Rejected by: each_item_is_moved_when_it_is_there_and_there_is_room
//! Told: put the newest into the channel first

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
    let mut items = Vec::new();
    loop {
        while let Ok(item) = from.try_recv() {
            items.push(item);
        }
        if items.is_empty() {
            tokio::select! {
                biased;
                () = to.closed() => return Err(Closed),
                item = from.recv() => match item {
                    Some(item) => items.push(item),
                    None => return Ok(()),
                },
            }
        }
        let place = to.reserve().await.map_err(|_| Closed)?;
        if let Some(item) = items.pop() {
            place.send(item);
        }
    }
}
