//! Mistake: pays once for each go, and takes all that is there.
//! Breaks: "For each item the task pays one piece of its budget"
//! Rejected by: other_tasks_have_their_turns_when_the_budget_is_spent
//! Told: it paid 1 piece

use futures::{Stream, StreamExt};
use std::future::poll_fn;
use std::task::{Poll, ready};
use tokio::task::coop::poll_proceed;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    poll_fn(|cx| {
        let budget = ready!(poll_proceed(cx));
        loop {
            let Some(item) = ready!(stream.poll_next_unpin(cx)) else {
                budget.made_progress();
                return Poll::Ready(count);
            };
            step(item);
            count += 1;
        }
    })
    .await
}
