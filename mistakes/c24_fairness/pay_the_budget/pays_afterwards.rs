//! Mistake: pays for an item when it has been handled: with nothing left it takes one all the same.
//! Breaks: "For each item the task pays one piece of its budget, before the item is taken"
//! Rejected by: it_gives_way_when_the_budget_is_spent_and_at_no_other_time
//! Told: an item is paid for before it is taken

use futures::{Stream, StreamExt};
use tokio::task::consume_budget;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    while let Some(item) = stream.next().await {
        step(item);
        count += 1;
        consume_budget().await;
    }
    count
}
