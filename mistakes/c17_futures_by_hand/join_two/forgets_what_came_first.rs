//! Mistake: waits for a poll in which both are done, and forgets the output of the one that was done
//! before.
//! Breaks: "It is ready in the very poll in which the later one is done"
//! Rejected by: what_is_done_is_not_polled_again
//! Told: an output is lost

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures::future::FutureExt;

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(one.fuse()), pin!(other.fuse()));
    poll_fn(
        move |cx| match (one.as_mut().poll(cx), other.as_mut().poll(cx)) {
            (Poll::Ready(first), Poll::Ready(second)) => Poll::Ready((first, second)),
            _ => Poll::Pending,
        },
    )
    .await
}
