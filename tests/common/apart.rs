//! Futures side by side, each of which is polled only when it is woken itself: what a `join` polls
//! because of a neighbour would hide that nobody woke it.

use futures::StreamExt;
use futures::future::LocalBoxFuture;
use futures::stream::FuturesUnordered;

/// Awaits all of them, each as if it were a task of its own.
pub async fn apart(futures: Vec<LocalBoxFuture<'_, ()>>) {
    let futures: FuturesUnordered<_> = futures.into_iter().collect();
    futures.collect::<()>().await;
}
