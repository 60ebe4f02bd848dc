//! Mistake: thinks that whoever has given way has paid for the next item, so that each go but the first has one
//! for nothing.
//! Breaks: "For each item the task pays one piece of its budget"
//! Rejected by: other_tasks_have_their_turns_when_the_budget_is_spent
//! Told: the item that follows on giving way is not paid for

use futures::{Stream, StreamExt};
use tokio::task::coop::has_budget_remaining;
use tokio::task::{consume_budget, yield_now};

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    loop {
        match has_budget_remaining() {
            true => consume_budget().await,
            false => yield_now().await,
        }
        match stream.next().await {
            Some(item) => step(item),
            None => return count,
        }
        count += 1;
    }
}
