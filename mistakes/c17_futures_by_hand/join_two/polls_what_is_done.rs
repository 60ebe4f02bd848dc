//! Mistake: polls both as long as one of them is pending, also the one that is done.
//! Breaks: "What is done is not polled again"
//! Rejected by: what_is_done_is_not_polled_again
//! Told: was done, and was polled again

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    poll_fn(move |cx| {
        if let Poll::Ready(output) = one.as_mut().poll(cx) {
            first = Some(output);
        }
        if let Poll::Ready(output) = other.as_mut().poll(cx) {
            second = Some(output);
        }
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            not_yet => {
                (first, second) = not_yet;
                Poll::Pending
            }
        }
    })
    .await
}
