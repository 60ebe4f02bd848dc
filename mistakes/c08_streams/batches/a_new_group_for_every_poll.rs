//! Mistake: collects inside the poll, so that a group is dropped when the poll returns `Pending`.
//! Breaks: "a stream of groups, in order and without losing any"
//! Rejected by: a_wait_given_up_loses_nothing
//! Told: has to live on from one poll to the next

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use futures::stream::{self, Stream, StreamExt};
use tokio::time::timeout;

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    let mut source = Box::pin(source.fuse());
    stream::poll_fn(move |cx| {
        let filling = async {
            let mut group = vec![source.next().await?];
            while group.len() < size.get() {
                match timeout(patience, source.next()).await {
                    Ok(Some(item)) => group.push(item),
                    Ok(None) | Err(_) => break,
                }
            }
            Some(group)
        };
        pin!(filling).poll(cx)
    })
}
