//! A sender of tokio-util, which keeps the place that it has reserved, and `select` around each wait.

use std::future::poll_fn;
use std::pin::pin;

use futures::future::{Either, select};
use thiserror::Error;
use tokio::sync::mpsc;

/// Nobody takes anything out of the channel any more.
#[derive(Debug, Error)]
#[error("the channel is closed")]
pub struct Closed;

use tokio_util::sync::PollSender;

pub async fn move_items<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Result<(), Closed>
where
    T: Send + 'static,
{
    let mut sender = PollSender::new(to.clone());
    loop {
        poll_fn(|cx| sender.poll_reserve(cx))
            .await
            .map_err(|_| Closed)?;
        // The one that stands first is asked first.
        match select(pin!(to.closed()), pin!(from.recv())).await {
            Either::Left(((), _)) => return Err(Closed),
            Either::Right((Some(item), _)) => sender.send_item(item).map_err(|_| Closed)?,
            Either::Right((None, _)) => return Ok(()),
        }
    }
}
