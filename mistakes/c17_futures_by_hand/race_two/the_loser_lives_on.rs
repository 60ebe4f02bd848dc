//! Mistake: keeps both in a closure that lives as long as the future does, also after its end.
//! Breaks: "When it gives the output, both are dropped already"
//! Rejected by: when_the_output_is_out_both_are_dropped
//! Told: your future still kept both

use std::future::poll_fn;
use std::task::Poll;

pub fn race_two<A: Future, B: Future<Output = A::Output>>(
    one: A,
    other: B,
) -> impl Future<Output = A::Output> {
    let (mut one, mut other) = (Box::pin(one), Box::pin(other));
    poll_fn(move |cx| match one.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => other.as_mut().poll(cx),
    })
}
