//! Mistake: asks whether a group is full after each item but the first.
//! Breaks: "A group with size items is given at the instant its last item comes."
//! Rejected by: a_group_may_be_large
//! Told: also after the first

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
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
            let mut over = pin!(sleep(patience));
            loop {
                tokio::select! {
                    item = source.next() => match item {
                        Some(item) => group.push(item),
                        None => break,
                    },
                    () = &mut over => break,
                }
                if group.len() >= size.get() {
                    break;
                }
            }
            yield group;
        }
    }
}
