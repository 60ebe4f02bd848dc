//! Mistake: keeps the future that is done until the other one is done as well.
//! Breaks: "What is done is dropped in the same poll"
//! Rejected by: what_is_done_is_dropped_while_the_other_one_goes_on
//! Told: your future has kept it while the other one went on

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    poll_fn(move |cx| {
        if first.is_none()
            && let Poll::Ready(output) = one.as_mut().poll(cx)
        {
            first = Some(output);
        }
        if second.is_none()
            && let Poll::Ready(output) = other.as_mut().poll(cx)
        {
            second = Some(output);
        }
        if first.is_none() || second.is_none() {
            return Poll::Pending;
        }
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            _ => Poll::Pending,
        }
    })
    .await
}
