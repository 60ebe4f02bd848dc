//! Mistake: gives up at the first item that is not wanted.
//! Breaks: "looks at the items of source in order"
//! Breaks: "stops at the first that is wanted"
//! Rejected by: the_first_wanted_of_any_number
//! Told: not the number of the first wanted item

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
