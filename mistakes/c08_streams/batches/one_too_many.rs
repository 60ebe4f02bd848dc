//! Mistake: looks whether the group is full before it takes the item that fills it.
//! Breaks: "A group with size items is given at the instant its last item comes."
//! Rejected by: a_full_group_goes_at_once
//! Told: a group is full with 3 items

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

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
            while group.len() <= size.get() {
                match timeout_at(deadline, source.next()).await {
                    Ok(Some(item)) => group.push(item),
                    Ok(None) | Err(_) => break,
                }
            }
            yield group;
        }
    }
}
