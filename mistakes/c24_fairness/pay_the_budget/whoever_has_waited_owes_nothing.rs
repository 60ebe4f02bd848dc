//! Mistake: pays only for items that are there when it asks: whoever has waited has given way, it thinks.
//! Breaks: "For each item the task pays one piece of its budget"
//! Rejected by: an_item_that_had_to_be_waited_for_is_paid_as_well
//! Told: also one that had to be waited for

use futures::{Stream, StreamExt};
use std::future::poll_fn;
use std::mem::take;
use std::task::{Poll, ready};
use tokio::task::coop::poll_proceed;

/// Calls `step` with each item of the stream, and lets other tasks have their turns meanwhile.
pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    let mut has_waited = false;
    poll_fn(|cx| {
        loop {
            let budget = ready!(poll_proceed(cx));
            let Poll::Ready(next) = stream.poll_next_unpin(cx) else {
                has_waited = true;
                return Poll::Pending;
            };
            let Some(item) = next else {
                return Poll::Ready(count);
            };
            if !take(&mut has_waited) {
                budget.made_progress();
            }
            step(item);
            count += 1;
        }
    })
    .await
}
