//! Mistake: puts the timeout around the collecting, and a half-full group is dropped with it.
//! Breaks: "in order and without losing any"
//! Rejected by: an_impatient_group_goes_unfilled, any_items_at_any_times
//! Told: and when a patience ends

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
            let rest = source.by_ref().take(size.get() - 1).collect::<Vec<_>>();
            let rest = timeout(patience, rest).await.unwrap_or_default();
            let mut group = vec![first];
            group.extend(rest);
            yield group;
        }
    }
}
