//! Mistake: asks for the next item before it looks at this one.
//! Breaks: "From then on nothing more is asked of the source."
//! Rejected by: not_one_item_more_is_made
//! Told: the third item was the wanted one, and 4 were asked for

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

pub async fn stop_early<S: Stream, T>(
    source: S,
    mut wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    let found = {
        let mut source = pin!(source);
        let mut current = source.next().await?;
        loop {
            let next = source.next().await;
            if wanted(&current) {
                break current;
            }
            current = next?;
        }
    };
    Some(work(found).await)
}
