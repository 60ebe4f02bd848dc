//! Instead of a generator, a stream polled by hand: group and timer are kept from poll to poll.

use std::mem::take;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::task::{Poll, ready};
use std::time::Duration;

use futures::stream::{self, Stream, StreamExt};
use tokio::time::{Sleep, sleep};

/// Groups of `size` items, or of what has come within `patience` of the group's first item.
pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    let mut source = Box::pin(source.fuse());
    let mut group = Vec::new();
    let mut over: Option<Pin<Box<Sleep>>> = None;
    stream::poll_fn(move |cx| {
        while let Poll::Ready(item) = source.poll_next_unpin(cx) {
            let Some(item) = item else {
                over = None;
                return Poll::Ready((!group.is_empty()).then(|| take(&mut group)));
            };
            group.push(item);
            if group.len() == size.get() {
                over = None;
                return Poll::Ready(Some(take(&mut group)));
            }
            over.get_or_insert_with(|| Box::pin(sleep(patience)));
        }
        let Some(timer) = &mut over else {
            return Poll::Pending;
        };
        ready!(timer.as_mut().poll(cx));
        over = None;
        Poll::Ready(Some(take(&mut group)))
    })
}
