//! Mistake: adds the patience to the clock, which panics where the sum is too large for it.
//! Breaks: "A patience may be as long as `Duration::MAX`."
//! Rejected by: a_patience_without_end_gives_full_groups
//! Told: panicked

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
                    Ok(None) | Err(_) => break,
                }
            }
            yield group;
        }
    }
}
