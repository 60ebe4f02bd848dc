//! Without `select!`: both things are polled by hand, for as long as there is a place.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

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
    let mut closed = pin!(to.closed());
    while let Ok(place) = to.reserve().await {
        let next = poll_fn(|cx| match closed.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(Closed)),
            Poll::Pending => from.poll_recv(cx).map(Ok),
        });
        match next.await? {
            Some(item) => place.send(item),
            None => return Ok(()),
        }
    }
    Err(Closed)
}
