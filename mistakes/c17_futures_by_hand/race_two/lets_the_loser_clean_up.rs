//! Mistake: polls the loser once more when the winner is there, so that it may clean up.
//! Breaks: "Who has lost is not polled again"
//! Rejected by: who_has_lost_is_not_polled_again
//! Told: it has lost, and is to be dropped

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|cx| {
        if let Poll::Ready(output) = one.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        let second = other.as_mut().poll(cx);
        if second.is_ready() {
            let _ = one.as_mut().poll(cx);
        }
        second
    })
    .await
}
