//! Mistake: counts the patience in milliseconds, and forgets what is left over of one.
//! Breaks: "Otherwise it is given `patience` after its *first* item has come"
//! Rejected by: fractions_of_a_millisecond_are_waited_for
//! Told: what is left over of a millisecond counts

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
    let millis = u64::try_from(patience.as_millis()).unwrap_or(u64::MAX);
    stream! {
        let mut source = pin!(source.fuse());
        while let Some(first) = source.next().await {
            let mut group = vec![first];
            let mut over = pin!(sleep(Duration::from_millis(millis)));
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
