//! Mistake: cuts at the ticks of an interval, whenever the first item came.
//! Breaks: "Otherwise it is given patience after its first item has come"
//! Rejected by: an_impatient_group_goes_unfilled, the_patience_begins_with_the_first_item
//! Told: had begun before its first item came

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::select;
use tokio::time::{Instant, interval_at};

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source.fuse());
        let mut ticks = interval_at(Instant::now() + patience, patience);
        let mut group = Vec::new();
        loop {
            select! {
                item = source.next() => match item {
                    Some(item) => group.push(item),
                    None => break,
                },
                _ = ticks.tick() => {
                    if !group.is_empty() {
                        yield std::mem::take(&mut group);
                    }
                }
            }
            if group.len() == size.get() {
                yield std::mem::take(&mut group);
            }
        }
        if !group.is_empty() {
            yield group;
        }
    }
}
