//! Mistake: gives way to other threads, and every other task is on this one.
//! Breaks: "When the budget is spent, every other task that waits for a turn has one before the next item is taken"
//! Rejected by: other_tasks_have_their_turns_when_the_budget_is_spent
//! Told: it paid nothing

use futures::{Stream, StreamExt};

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    while let Some(item) = stream.next().await {
        step(item);
        count += 1;
        if count % 128 == 0 {
            std::thread::yield_now();
        }
    }
    count
}
