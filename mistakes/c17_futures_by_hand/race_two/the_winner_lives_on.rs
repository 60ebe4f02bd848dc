//! Mistake: drops the loser and keeps the winner, which is over as well.
//! Breaks: "When it gives the output, both are dropped already"
//! Rejected by: when_the_output_is_out_both_are_dropped
//! Told: your future still kept the one that won

use std::future::poll_fn;
use std::task::Poll;

pub fn race_two<A: Future, B: Future<Output = A::Output>>(
    one: A,
    other: B,
) -> impl Future<Output = A::Output> {
    let (mut one, mut other) = (Some(Box::pin(one)), Some(Box::pin(other)));
    poll_fn(move |cx| {
        if let Some(running) = &mut one
            && let Poll::Ready(output) = running.as_mut().poll(cx)
        {
            other = None;
            return Poll::Ready(output);
        }
        if let Some(running) = &mut other
            && let Poll::Ready(output) = running.as_mut().poll(cx)
        {
            one = None;
            return Poll::Ready(output);
        }
        Poll::Pending
    })
}
