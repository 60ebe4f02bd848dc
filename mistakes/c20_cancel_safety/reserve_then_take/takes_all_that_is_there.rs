//! Mistake: takes all items that are there into a list, to ask less often, and sends one after the other.
//! Breaks: "Another call goes on with the next one"
//! Rejected by: another_call_goes_on_where_the_dropped_one_was,
//! wherever_it_is_dropped_each_item_is_in_the_queue_or_in_the_channel
//! Told: in its own hands while it waited

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
        let mut items = Vec::new();
        tokio::select! {
            biased;
            () = to.closed() => return Err(Closed),
            count = from.recv_many(&mut items, 16) => {
                if count == 0 {
                    return Ok(());
                }
            }
        }
        for item in items {
            let place = to.reserve().await.map_err(|_| Closed)?;
            place.send(item);
        }
    }
}
