//! Mistake: takes a queue that is closed and empty for one that has ended, though somebody has reserved a
//! place in it before.
//! Breaks: "a place that was reserved before that may still be filled"
//! Rejected by: a_place_that_somebody_keeps_in_a_closed_queue_may_still_be_filled
//! Told: that it has, `recv` tells by `None`

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
    while !(from.is_closed() && from.is_empty()) {
        let place = to.reserve().await.map_err(|_| Closed)?;
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
    Ok(())
}
