//! Another way: a future with a name. Its fields live as long as it does, so it empties them itself
//! before it gives the output.

use std::pin::Pin;
use std::task::{Context, Poll};

struct RaceTwo<A, B> {
    both: Option<(Pin<Box<A>>, Pin<Box<B>>)>,
}

impl<A: Future, B: Future<Output = A::Output>> Future for RaceTwo<A, B> {
    type Output = A::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        let Some((one, other)) = &mut self.both else {
            // Over already: nothing comes any more.
            return Poll::Pending;
        };
        let mut polled = one.as_mut().poll(cx);
        if polled.is_pending() {
            polled = other.as_mut().poll(cx);
        }
        if polled.is_ready() {
            self.both = None;
        }
        polled
    }
}

/// Awaits both at the same time and gives the output of the one that is done first; of `one`, if both
/// are.
///
/// Dropping the returned future drops both.
pub fn race_two<A: Future, B: Future<Output = A::Output>>(
    one: A,
    other: B,
) -> impl Future<Output = A::Output> {
    RaceTwo {
        both: Some((Box::pin(one), Box::pin(other))),
    }
}
