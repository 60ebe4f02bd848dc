//! Each of the two stands in a pinned `Option`: empty it, and the future is dropped where it stands.
//! Its output is kept beside it until the other one is there as well.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// Awaits both at the same time and gives both outputs, when the later one is done.
///
/// Dropping the returned future drops both.
pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(Some(one)), pin!(Some(other)));
    let (mut first, mut second) = (None, None);
    poll_fn(|cx| {
        go_on(one.as_mut(), &mut first, cx);
        go_on(other.as_mut(), &mut second, cx);
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            // Put back what is there: it is kept until both are.
            not_yet => {
                (first, second) = not_yet;
                Poll::Pending
            }
        }
    })
    .await
}

/// Polls a future that is not done. Once it is, it is gone, and its output is there.
fn go_on<F: Future>(
    mut future: Pin<&mut Option<F>>,
    output: &mut Option<F::Output>,
    cx: &mut Context<'_>,
) {
    if let Some(running) = future.as_mut().as_pin_mut()
        && let Poll::Ready(given) = running.poll(cx)
    {
        *output = Some(given);
        future.set(None);
    }
}
