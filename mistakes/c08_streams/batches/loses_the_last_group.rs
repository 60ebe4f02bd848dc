//! Mistake: ends with the source, and the items of the last group with it.
//! Breaks: "the items that are left are given at once, as a last group"
//! Breaks: "in order and without losing any"
//! Rejected by: a_full_group_goes_at_once, any_items_at_any_times
//! Told: to be given as a last group

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
            while group.len() < size.get() {
                match timeout_at(deadline, source.next()).await {
                    Ok(Some(item)) => group.push(item),
                    Ok(None) => return,
                    Err(_) => break,
                }
            }
            yield group;
        }
    }
}
