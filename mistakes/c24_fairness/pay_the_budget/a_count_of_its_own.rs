//! Mistake: counts its own items, and gives way after 128 of them, whatever else the task has done.
//! Breaks: "whoever has spent it: this loop, another one beside it in the same task, or anything of tokio's"
//! Breaks: "there is no budget, and it never gives way"
//! Rejected by: loops_side_by_side_spend_one_budget
//! Told: a count of one's own

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
        if count % 128 == 0 {
            yield_now().await;
        }
    }
    count
}
