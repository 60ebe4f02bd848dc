//! Mistake: gives up at the first item that is not wanted.
//! Breaks: "looks at the items of source in order"
//! Breaks: "stops at the first that is wanted"
//! Rejected by: not_one_item_more_is_made
//! Told: look at one item after another

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        let mut source = pin!(source);
        source.next().await.filter(|item| wanted(item))?
    };
    Some(work(found).await)
}
