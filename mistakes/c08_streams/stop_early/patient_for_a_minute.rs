//! Mistake: takes a source that is silent for a minute for one that has ended.
//! Breaks: "The source may be endless, and an item may be long in coming."
//! Rejected by: an_item_may_be_a_year_in_coming
//! Told: wait for it, however long it takes

use std::pin::pin;
use std::time::Duration;

use futures::stream::{Stream, StreamExt};
use tokio::time::timeout;

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        let mut source = pin!(source);
        loop {
            let item = timeout(Duration::from_secs(60), source.next())
                .await
                .ok()??;
            if wanted(&item) {
                break item;
            }
        }
    };
    Some(work(found).await)
}
