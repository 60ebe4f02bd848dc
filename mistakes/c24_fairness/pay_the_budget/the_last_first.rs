//! Mistake: takes the items from a pile, the newest first.
//! Breaks: "calls `step` with each, once and in their order"
//! Rejected by: each_item_is_given_to_step_once_and_in_order
//! Told: in their order

use futures::{Stream, StreamExt};
use tokio::task::coop::cooperative;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    let mut pile = Vec::new();
    while let Some(item) = cooperative(stream.next()).await {
        pile.push(item);
    }
    while let Some(item) = pile.pop() {
        step(item);
        count += 1;
    }
    count
}
