//! Mistake: asks for another poll at once as long as both are pending: it spins.
//! Breaks: "Nobody is woken but by the two"
//! Rejected by: only_the_two_wake_and_they_wake_whoever_polled_last
//! Told: asks for polls in which there is nothing to do

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|cx| {
        if let Poll::Ready(output) = one.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        if let Poll::Ready(output) = other.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}
