//! Mistake: asks whether the budget is spent, and gives way if it is. Nobody pays, so it never is.
//! Breaks: "For each item the task pays one piece of its budget"
//! Rejected by: other_tasks_have_their_turns_when_the_budget_is_spent
//! Told: it paid nothing

use futures::{Stream, StreamExt};
use tokio::task::coop::has_budget_remaining;
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
        if !has_budget_remaining() {
            yield_now().await;
        }
    }
    count
}
