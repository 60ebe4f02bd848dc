//! Mistake: keeps the outputs for another poll when both are done.
//! Breaks: "It is ready in the very poll in which the later one is done"
//! Rejected by: it_is_ready_in_the_poll_in_which_the_later_one_is_done
//! Told: in the very poll in which the later one is done your future is ready

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(Some(one)), pin!(Some(other)));
    let (mut first, mut second) = (None, None);
    poll_fn(|cx| {
        if first.is_some() && second.is_some() {
            return Poll::Ready(());
        }
        go_on(one.as_mut(), &mut first, cx);
        go_on(other.as_mut(), &mut second, cx);
        if first.is_some() && second.is_some() {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    })
    .await;
    match (first, second) {
        (Some(first), Some(second)) => (first, second),
        _ => std::future::pending().await,
    }
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
