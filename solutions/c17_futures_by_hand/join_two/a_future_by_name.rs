//! Another way: a future with a name, and for each of the two a value that is either still running or
//! done. Boxes keep what is pinned, so that all of it may be moved.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

enum Half<F: Future> {
    Running(Pin<Box<F>>),
    Done(F::Output),
    Taken,
}

impl<F: Future> Half<F> {
    /// Whether it is done by now.
    fn go_on(&mut self, cx: &mut Context<'_>) -> bool {
        if let Half::Running(future) = self
            && let Poll::Ready(output) = future.as_mut().poll(cx)
        {
            *self = Half::Done(output);
        }
        matches!(self, Half::Done(_))
    }

    fn take(&mut self) -> Option<F::Output> {
        match mem::replace(self, Half::Taken) {
            Half::Done(output) => Some(output),
            _ => None,
        }
    }
}

struct JoinTwo<A: Future, B: Future> {
    one: Half<A>,
    other: Half<B>,
}

// Nothing in it is pinned in place: the two futures are in boxes, their outputs are plain values.
impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let done = [self.other.go_on(cx), self.one.go_on(cx)];
        if done.contains(&false) {
            return Poll::Pending;
        }
        match (self.one.take(), self.other.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            _ => Poll::Pending,
        }
    }
}

/// Awaits both at the same time and gives both outputs, when the later one is done.
///
/// Dropping the returned future drops both.
pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    JoinTwo {
        one: Half::Running(Box::pin(one)),
        other: Half::Running(Box::pin(other)),
    }
    .await
}
