//! Mistake: passes the waker of its first poll to both in every poll.
//! Breaks: "they wake whoever polled last"
//! Rejected by: only_the_two_wake_and_they_wake_whoever_polled_last
//! Told: each poll passes its own waker

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let mut kept: Option<Waker> = None;
    poll_fn(|cx| {
        let waker = kept.get_or_insert_with(|| cx.waker().clone());
        let mut cx = Context::from_waker(waker);
        match one.as_mut().poll(&mut cx) {
            Poll::Ready(output) => Poll::Ready(output),
            Poll::Pending => other.as_mut().poll(&mut cx),
        }
    })
    .await
}
