//! Mistake: takes a channel that has had no room for a minute for one that is closed.
//! Breaks: "however long either takes"
//! Rejected by: it_waits_a_day_for_an_item_and_for_room
//! Told: it waits however long that takes

use std::time::Duration;

use thiserror::Error;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Nobody takes anything out of the channel any more.
#[derive(Debug, Error)]
#[error("the channel is closed")]
pub struct Closed;

pub async fn move_items<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Result<(), Closed>
where
    T: Send + 'static,
{
    loop {
        let waits = timeout(Duration::from_secs(60), to.reserve());
        let Ok(Ok(place)) = waits.await else {
            return Err(Closed);
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
