//! Mistake: reads the source in chunks of whatever is ready, which is more than one item.
//! Breaks: "From then on nothing more is asked of the source."
//! Rejected by: nothing_that_is_ready_is_taken_along
//! Told: one by one

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        let mut source = pin!(source.ready_chunks(8));
        loop {
            let chunk = source.next().await?;
            if let Some(item) = chunk.into_iter().find(|item| wanted(item)) {
                break item;
            }
        }
    };
    Some(work(found).await)
}
