//! Mistake: expects that something is always found.
//! Breaks: "None comes back as soon as the source ends"
//! Rejected by: nothing_wanted_is_none
//! Told: panicked

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        let mut source = pin!(source);
        loop {
            let item = source.next().await.expect("something is wanted");
            if wanted(&item) {
                break item;
            }
        }
    };
    Some(work(found).await)
}
