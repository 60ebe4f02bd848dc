//! Mistake: sets a timer with the first item, and lets it run on when the group is full and gone: it ends the
//! next one.
//! Breaks: "Otherwise it is given `patience` after its *first* item has come"
//! Rejected by: any_items_at_any_times
//! Told: began with

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
        let mut source = pin!(source);
        let mut over = Box::pin(sleep(patience));
        let mut is_set = false;
        let mut group = Vec::new();
        loop {
            let next = tokio::select! {
                biased;
                item = source.next() => Some(item),
                () = &mut over, if is_set && !group.is_empty() => None,
            };
            match next {
                Some(None) => break,
                Some(Some(item)) => {
                    group.push(item);
                    if !is_set {
                        over = Box::pin(sleep(patience));
                        is_set = true;
                    }
                    if group.len() == size.get() {
                        yield std::mem::take(&mut group);
                    }
                }
                None => {
                    is_set = false;
                    yield std::mem::take(&mut group);
                }
            }
        }
        if !group.is_empty() {
            yield group;
        }
    }
}
