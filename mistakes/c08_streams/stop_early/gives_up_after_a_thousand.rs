//! Mistake: gives up after a thousand items, so as not to search for ever.
//! Breaks: "The source may be endless, and an item may be long in coming."
//! Rejected by: an_endless_source_is_left_too
//! Told: after 1000 items your function gave `None`

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        let mut source = pin!(source.take(1000));
        loop {
            let item = source.next().await?;
            if wanted(&item) {
                break item;
            }
        }
    };
    Some(work(found).await)
}
