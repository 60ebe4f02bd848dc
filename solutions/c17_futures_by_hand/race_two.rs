//! `one` is polled first, and `other` only while `one` is pending. Both are locals: when the output
//! leaves, they are gone.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Awaits both at the same time and gives the output of the one that is done first; of `one`, if both
/// are.
///
/// Dropping the returned future drops both.
pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|cx| match one.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => other.as_mut().poll(cx),
    })
    .await
}
