//! Instead of a loop, `skip_while`, which skips what is not wanted; in a box, so that it can be
//! dropped by name.

use std::future::ready;

use futures::stream::{Stream, StreamExt};

/// Finds the first wanted item, lets go of the source, and then works on the item.
pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let mut from_the_wanted_on = Box::pin(source.skip_while(|item| ready(!wanted(item))));
    let found = from_the_wanted_on.next().await?;
    drop(from_the_wanted_on);
    Some(work(found).await)
}
