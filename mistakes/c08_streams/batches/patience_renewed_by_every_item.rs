//! Mistake: is patient anew with every item, so that a steady trickle is held up until a group is
//! full.
//! Breaks: "The items that come after the first do not prolong it."
//! Rejected by: an_impatient_group_goes_unfilled
//! Told: is not prolonged by those after it

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::time::timeout;

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source.fuse());
        while let Some(first) = source.next().await {
            let mut group = vec![first];
            while group.len() < size.get() {
                match timeout(patience, source.next()).await {
                    Ok(Some(item)) => group.push(item),
                    Ok(None) | Err(_) => break,
                }
            }
            yield group;
        }
    }
}
