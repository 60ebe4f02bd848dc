//! Mistake: leaves the poll as long as `one` is pending, so that `other` begins when `one` is done.
//! Breaks: "and never waits for the other one"
//! Rejected by: one_may_wait_for_what_the_other_one_does
//! Told: neither of them may wait until the other one is done

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Poll, ready};

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let mut first = None;
    poll_fn(move |cx| {
        if first.is_none() {
            first = Some(ready!(one.as_mut().poll(cx)));
        }
        let second = ready!(other.as_mut().poll(cx));
        match first.take() {
            Some(first) => Poll::Ready((first, second)),
            None => Poll::Pending,
        }
    })
    .await
}
