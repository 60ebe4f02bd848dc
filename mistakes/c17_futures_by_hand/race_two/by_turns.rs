//! Mistake: polls one of the two in each poll, by turns: a wake of the other one is lost.
//! Breaks: "It is ready in the very poll in which the first of them is done"
//! Rejected by: it_is_ready_in_the_poll_in_which_the_first_is_done
//! Told: each poll should poll whatever has woken

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let mut left = false;
    poll_fn(|cx| {
        left = !left;
        match left {
            true => one.as_mut().poll(cx),
            false => other.as_mut().poll(cx),
        }
    })
    .await
}
