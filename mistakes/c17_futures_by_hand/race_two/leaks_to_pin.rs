//! Mistake: leaks both so that they stay where they are: nobody drops them.
//! Breaks: "When the caller drops your future, both are dropped with it"
//! Rejected by: a_caller_may_give_up_at_any_moment
//! Told: not both of the two were dropped with it

use std::future::poll_fn;
use std::task::Poll;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let one = Box::leak(Box::new(Box::pin(one)));
    let other = Box::leak(Box::new(Box::pin(other)));
    poll_fn(|cx| match one.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => other.as_mut().poll(cx),
    })
    .await
}
