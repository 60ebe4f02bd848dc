//! Mistake: polls both and looks then: in a tie, the output of `other` is made and thrown away.
//! Breaks: "no output is made for nothing and lost"
//! Rejected by: a_tie_goes_to_one_and_the_other_one_is_not_polled_for_it
//! Told: it made its output, which is lost now

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(
        |cx| match (one.as_mut().poll(cx), other.as_mut().poll(cx)) {
            (Poll::Ready(output), _) | (Poll::Pending, Poll::Ready(output)) => Poll::Ready(output),
            (Poll::Pending, Poll::Pending) => Poll::Pending,
        },
    )
    .await
}
