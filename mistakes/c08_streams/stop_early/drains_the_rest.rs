//! Mistake: collects the whole source and looks afterwards.
//! Breaks: "From then on nothing more is asked of the source."
//! Rejected by: not_one_item_more_is_made
//! Told: too many runs of `source`

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
