//! Mistake: gives way after each item, whatever the budget.
//! Breaks: "It gives way at no other time"
//! Rejected by: it_gives_way_when_the_budget_is_spent_and_at_no_other_time
//! Told: it should go on as long as there is budget

use futures::{Stream, StreamExt};
use tokio::task::yield_now;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    while let Some(item) = stream.next().await {
        step(item);
        count += 1;
        yield_now().await;
    }
    count
}
