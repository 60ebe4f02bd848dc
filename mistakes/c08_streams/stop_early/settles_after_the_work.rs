//! Mistake: gives way for a moment after the work, so that the source can close.
//! Breaks: "What the work gives comes back at the instant at which the work ends."
//! Rejected by: not_one_item_more_is_made
//! Told: did not return at that instant

use std::pin::pin;
use std::time::Duration;

use futures::stream::{Stream, StreamExt};
use tokio::time::sleep;

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        let mut source = pin!(source);
        loop {
            let item = source.next().await?;
            if wanted(&item) {
                break item;
            }
        }
    };
    let given = work(found).await;
    sleep(Duration::from_millis(10)).await;
    Some(given)
}
