//! Mistake: collects the whole source and looks afterwards.
//! Rejected by: not_one_item_more_is_made, nothing_that_is_ready_is_taken_along
//! Told: wanted one

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let all: Vec<S::Item> = source.collect().await;
    let found = all.into_iter().find(|item| wanted(item))?;
    Some(work(found).await)
}
