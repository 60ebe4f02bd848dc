//! Mistake: has no timer: it looks at the clock when an item comes, and so gives a group one item
//! late.
//! Breaks: "Otherwise it is given patience after its first item has come"
//! Rejected by: a_group_does_not_wait_for_the_next_item
//! Told: without a timer of its own

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::time::Instant;

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source.fuse());
        while let Some(first) = source.next().await {
            let mut group = vec![first];
            let start = Instant::now();
            while group.len() < size.get() && start.elapsed() < patience {
                match source.next().await {
                    Some(item) => group.push(item),
                    None => break,
                }
            }
            yield group;
        }
    }
}
