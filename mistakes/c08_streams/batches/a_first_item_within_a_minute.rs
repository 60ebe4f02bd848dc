//! Mistake: takes a source that is silent for a minute for one that has ended.
//! Breaks: "nothing is given, however long that lasts"
//! Rejected by: a_first_item_may_be_a_year_in_coming
//! Told: an item may be long in coming

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::select;
use tokio::time::{sleep, timeout};

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source.fuse());
        let minute = Duration::from_secs(60);
        while let Ok(Some(first)) = timeout(minute, source.next()).await {
            let mut group = vec![first];
            let mut over = pin!(sleep(patience));
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
