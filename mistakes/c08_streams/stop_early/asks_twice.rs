//! Mistake: asks about an item once to count it, and once more to take it.
//! Breaks: "asks wanted once about each"
//! Rejected by: each_item_is_looked_at_once
//! Told: it should be asked once about each

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        let mut source = pin!(source);
        let mut passed = 0;
        loop {
            let item = source.next().await?;
            if !wanted(&item) {
                passed += 1;
            }
            if wanted(&item) {
                println!("passed over {passed}");
                break item;
            }
        }
    };
    Some(work(found).await)
}
