//! Mistake: gives a group whenever the time is up, though nothing has come.
//! Breaks: "there is never an empty group"
//! Rejected by: no_items_give_no_groups
//! Told: there is never an empty group

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
        let mut ended = false;
        while !ended {
            let mut group = Vec::new();
            let deadline = Instant::now() + patience;
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
            yield group;
        }
    }
}
