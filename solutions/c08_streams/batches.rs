//! One wait for a first item, without a limit; then one timer for the whole group, in a `select!`
//! with the next item. What the timer ends is the wait for that item, never the group: the group
//! lives outside.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::select;
use tokio::time::sleep;

/// Groups of `size` items, or of what has come within `patience` of the group's first item.
pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source.fuse());
        while let Some(first) = source.next().await {
            let mut group = vec![first];
            // `sleep` takes any patience, also one that no clock can add up.
            let mut over = pin!(sleep(patience));
            while group.len() < size.get() {
                select! {
                    item = source.next() => match item {
                        Some(item) => group.push(item),
                        None => break,
                    },
                    () = &mut over => break,
                }
            }
            yield group;
        }
    }
}
