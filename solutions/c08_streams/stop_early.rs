//! The search is a block of its own, and the source is moved into it: at the block's end it is
//! gone.

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

/// Finds the first wanted item, lets go of the source, and then works on the item.
pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        // Moved in here by `pin!`, dropped at the closing brace.
        let mut source = pin!(source);
        loop {
            let item = source.next().await?;
            if wanted(&item) {
                break item;
            }
        }
    };
    Some(work(found).await)
}
