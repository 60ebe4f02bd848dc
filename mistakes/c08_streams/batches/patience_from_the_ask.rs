//! Mistake: starts the timer when a group is asked for, before its first item has come.
//! Breaks: "While a group has no item there is nothing to be patient about"
//! Rejected by: the_patience_begins_with_the_first_item
//! Told: had begun before its first item came

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

const FAR_AWAY: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);

pub fn batches<S: Stream>(
    source: S,
    size: NonZeroUsize,
    patience: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source.fuse());
        let mut ended = false;
        while !ended {
            let mut group = Vec::new();
            let now = Instant::now();
            let deadline = now.checked_add(patience).unwrap_or(now + FAR_AWAY);
            while group.len() < size.get() {
                match timeout_at(deadline, source.next()).await {
                    Ok(Some(item)) => group.push(item),
                    Ok(None) => {
                        ended = true;
                        break;
                    }
                    Err(_) => break,
                }
            }
            if !group.is_empty() {
                yield group;
            }
        }
    }
}
