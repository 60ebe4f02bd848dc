//! Mistake: listens for the close of the channel in a `select!` beside `send`. Whichever branch wins, the
//! other one is dropped, with the item in it.
//! Breaks: "no item is taken out of the queue"
//! Rejected by: when_the_channel_is_closed_no_item_is_taken
//! Told: for which there was no room

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
        let item = tokio::select! {
            biased;
            () = to.closed() => return Err(Closed),
            item = from.recv() => match item {
                Some(item) => item,
                None => return Ok(()),
            },
        };
        tokio::select! {
            biased;
            () = to.closed() => return Err(Closed),
            sent = to.send(item) => sent.map_err(|_| Closed)?,
        }
    }
}
