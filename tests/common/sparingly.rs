//! Futures that are granted as little as tokio ever grants in one go, so that they give way wherever
//! they could: each of these places is an await at which somebody may drop them.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tokio::task::coop::{has_budget_remaining, poll_proceed};

/// Polls a future up to its output, and leaves it one thing of tokio's in each poll: for whatever it
/// asks next, it has to give way.
pub async fn sparingly<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|cx| {
        spend_all_but_one();
        future.as_mut().poll(cx)
    })
    .await
}

fn spend_all_but_one() {
    let mut nobody = Context::from_waker(Waker::noop());
    // Far more than tokio has ever granted: a task that is `unconstrained` may go on for ever.
    for _ in 0..10_000 {
        let Poll::Ready(one) = poll_proceed(&mut nobody) else {
            return;
        };
        if !has_budget_remaining() {
            // Dropped without progress, it is given back.
            return;
        }
        one.made_progress();
    }
}
