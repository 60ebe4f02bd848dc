//! Mistake: waits out the patience of the last group, though the source has ended.
//! Breaks: "When the source ends, the items that are left are given at once"
//! Rejected by: the_end_of_the_source_gives_what_is_left
//! Told: what is left then is given at once

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
            let mut over = pin!(sleep(patience));
            while group.len() < size.get() {
                select! {
                    item = source.next() => match item {
                        Some(item) => group.push(item),
                        None => {
                            over.as_mut().await;
                            break;
                        }
                    },
                    () = &mut over => break,
                }
            }
            yield group;
        }
    }
}
