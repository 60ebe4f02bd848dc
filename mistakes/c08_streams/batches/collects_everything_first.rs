//! Mistake: collects the whole source and cuts it up.
//! Breaks: "no more items are read than it has room for"
//! Rejected by: nothing_is_read_ahead
//! Told: more items were read than it has room for

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    let _ = patience;
    stream! {
        let source = pin!(source);
        let mut rest = source.collect::<Vec<_>>().await.into_iter();
        loop {
            let group: Vec<_> = rest.by_ref().take(size.get()).collect();
            if group.is_empty() {
                break;
            }
            yield group;
        }
    }
}
