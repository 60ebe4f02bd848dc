//! Mistake: takes in whatever is ready, and cuts it into groups afterwards.
//! Breaks: "no more items are read than it has room for"
//! Rejected by: nothing_is_read_ahead
//! Told: more items

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::future::FutureExt;
use futures::stream::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source.fuse());
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                match source.next().await {
                    Some(first) => waiting.push_back(first),
                    None => break,
                }
            }
            let deadline = Instant::now() + patience;
            while let Some(Some(item)) = source.next().now_or_never() {
                waiting.push_back(item);
            }
            while waiting.len() < size.get() {
                match timeout_at(deadline, source.next()).await {
                    Ok(Some(item)) => waiting.push_back(item),
                    Ok(None) | Err(_) => break,
                }
            }
            let group = waiting.len().min(size.get());
            yield waiting.drain(..group).collect::<Vec<_>>();
        }
    }
}
