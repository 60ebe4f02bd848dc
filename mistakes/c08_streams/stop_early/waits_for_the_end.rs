//! Mistake: reads the source to its end, though it has what it wants.
//! Breaks: "The source may be endless, and an item may be long in coming."
//! Rejected by: an_endless_source_is_left_too
//! Told: your function waited for the end

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let mut found = None;
    {
        let mut source = pin!(source);
        while let Some(item) = source.next().await {
            if found.is_none() && wanted(&item) {
                found = Some(item);
            }
        }
    }
    Some(work(found?).await)
}
