//! Instead of a timer a group, a deadline a group, which each wait for an item gets anew.

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
            // None where the patience ends after the last instant that there is.
            let deadline = Instant::now().checked_add(patience);
            while group.len() < size.get() {
                let next = match deadline {
                    Some(deadline) => timeout_at(deadline, source.next()).await,
                    None => Ok(source.next().await),
                };
                match next {
                    Ok(Some(item)) => group.push(item),
                    Ok(None) | Err(_) => break,
                }
            }
            yield group;
        }
    }
}
