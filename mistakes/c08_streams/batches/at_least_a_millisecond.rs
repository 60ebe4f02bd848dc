//! Mistake: is patient for a millisecond at least.
//! Breaks: "With a patience of zero no time goes by between the first item of a group and the
//! group."
//! Rejected by: without_patience_each_item_goes_at_once
//! Told: the patience is zero

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::select;
use tokio::time::sleep;

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source.fuse());
        while let Some(first) = source.next().await {
            let mut group = vec![first];
            let mut over = pin!(sleep(patience.max(Duration::from_millis(1))));
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
