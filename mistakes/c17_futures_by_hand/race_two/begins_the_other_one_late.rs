//! Mistake: leaves the first poll before `other` has begun, which then waits for `one` to wake.
//! Breaks: "It is ready in the very poll in which the first of them is done"
//! Rejected by: it_is_ready_in_the_poll_in_which_the_first_is_done
//! Told: each poll should poll both

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let mut begun = false;
    poll_fn(|cx| {
        if let Poll::Ready(output) = one.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        if !begun {
            begun = true;
            return Poll::Pending;
        }
        other.as_mut().poll(cx)
    })
    .await
}
