//! Mistake: pays before the item and for the item.
//! Breaks: "For each item the task pays one piece of its budget"
//! Rejected by: it_gives_way_when_the_budget_is_spent_and_at_no_other_time
//! Told: at one piece an item

use futures::{Stream, StreamExt};
use tokio::task::consume_budget;
use tokio::task::coop::cooperative;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    loop {
        consume_budget().await;
        let Some(item) = cooperative(stream.next()).await else {
            return count;
        };
        step(item);
        count += 1;
    }
}
