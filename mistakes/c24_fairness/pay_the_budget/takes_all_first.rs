//! Mistake: takes all items out of the stream, and pays while it handles them.
//! Breaks: "When the budget is spent, every other task that waits for a turn has one before the next item is taken"
//! Breaks: "each item that was taken out has been given to `step`"
//! Rejected by: other_tasks_have_their_turns_when_the_budget_is_spent
//! Told: were taken out of the stream before

use futures::{Stream, StreamExt};
use tokio::task::consume_budget;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    let items: Vec<S::Item> = stream.collect().await;
    for item in items {
        consume_budget().await;
        step(item);
        count += 1;
    }
    count
}
