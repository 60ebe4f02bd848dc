//! Mistake: proceeds if there is budget, and never says that it made progress: what it paid comes back
//! to it.
//! Breaks: "For each item the task pays one piece of its budget"
//! Rejected by: other_tasks_have_their_turns_when_the_budget_is_spent
//! Told: it paid nothing

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
        loop {
            let _budget = ready!(poll_proceed(cx));
            let Some(item) = ready!(stream.poll_next_unpin(cx)) else {
                return Poll::Ready(count);
            };
            step(item);
            count += 1;
        }
    })
    .await
}
