//! Instead of a block, an `Option` around the pinned source: setting it to `None` drops the source
//! where it lies.

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

/// Finds the first wanted item, lets go of the source, and then works on the item.
pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let mut held = pin!(Some(source));
    let found = loop {
        let item = held.as_mut().as_pin_mut()?.next().await?;
        if wanted(&item) {
            break item;
        }
    };
    held.set(None);
    Some(work(found).await)
}
