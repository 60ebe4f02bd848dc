//! Mistake: takes what is there in handfuls, and pays for each handful.
//! Breaks: "For each item the task pays one piece of its budget"
//! Rejected by: other_tasks_have_their_turns_when_the_budget_is_spent
//! Told: each item costs one

use futures::{Stream, StreamExt};
use tokio::task::coop::cooperative;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    let mut handfuls = stream.ready_chunks(16);
    while let Some(items) = cooperative(handfuls.next()).await {
        for item in items {
            step(item);
            count += 1;
        }
    }
    count
}
