//! Mistake: polls `other` first, which then wins every tie.
//! Breaks: "A tie goes to `one`"
//! Rejected by: a_tie_goes_to_one_and_the_other_one_is_not_polled_for_it
//! Told: so `one` has to be polled first

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|cx| match other.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => one.as_mut().poll(cx),
    })
    .await
}
