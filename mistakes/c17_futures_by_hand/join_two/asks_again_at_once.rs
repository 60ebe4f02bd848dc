//! Mistake: asks for another poll at once as long as one of the two is pending: it spins.
//! Breaks: "Nobody is woken but by the two"
//! Rejected by: only_the_two_wake_and_they_wake_whoever_polled_last
//! Told: asks for polls in which there is nothing to do

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(Some(one)), pin!(Some(other)));
    let (mut first, mut second) = (None, None);
    poll_fn(|cx| {
        go_on(one.as_mut(), &mut first, cx);
        go_on(other.as_mut(), &mut second, cx);
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            not_yet => {
                (first, second) = not_yet;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    })
    .await
}

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
