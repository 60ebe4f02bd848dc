//! Mistake: goes on to the end and keeps the last item that is wanted.
//! Breaks: "stops at the first that is wanted"
//! Rejected by: the_first_wanted_of_any_number
//! Told: it should be those up to the first wanted one

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
            if wanted(&item) {
                found = Some(item);
            }
        }
    }
    Some(work(found?).await)
}
