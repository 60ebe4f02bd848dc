//! Written as a poll: proceeds if there is budget, and says so when there was an item.

use std::future::poll_fn;
use std::task::{Poll, ready};

use futures::{Stream, StreamExt};
use tokio::task::coop::poll_proceed;

pub async fn drain<S>(stream: &mut S, mut step: impl FnMut(S::Item)) -> usize
where
    S: Stream + Unpin,
{
    let mut count = 0;
    poll_fn(|cx| {
        loop {
            let budget = ready!(poll_proceed(cx));
            let Some(item) = ready!(stream.poll_next_unpin(cx)) else {
                return Poll::Ready(count);
            };
            budget.made_progress();
            step(item);
            count += 1;
        }
    })
    .await
}
