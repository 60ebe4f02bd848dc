//! Mistake: works inside the loop, while the source is still there.
//! Breaks: "The source is dropped, and only then does work run with the item."
//! Rejected by: the_source_is_gone_before_the_work_begins
//! Told: still held

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let mut source = pin!(source);
    while let Some(item) = source.next().await {
        if wanted(&item) {
            return Some(work(item).await);
        }
    }
    None
}
