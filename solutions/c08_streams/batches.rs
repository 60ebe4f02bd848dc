//! One wait for a first item, without a limit; then one deadline for the whole group. What is
//! timed out is the wait for the next item, never the group: that lives outside.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

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
            let deadline = Instant::now() + patience;
            while group.len() < size.get() {
                match timeout_at(deadline, source.next()).await {
                    Ok(Some(item)) => group.push(item),
                    // The source has ended, or the patience has: either way the group goes.
                    Ok(None) | Err(_) => break,
                }
            }
            yield group;
        }
    }
}
