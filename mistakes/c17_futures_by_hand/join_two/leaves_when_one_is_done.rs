//! Mistake: returns as soon as one of the two is done in this poll, before it has polled the other one.
//! Breaks: "Both begin in the first poll"
//! Breaks: "It is ready in the very poll in which the later one is done"
//! Rejected by: it_is_ready_in_the_poll_in_which_the_later_one_is_done
//! Told: should poll whatever has woken

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(Some(one)), pin!(Some(other)));
    let (mut first, mut second) = (None, None);
    let mut noticed = false;
    poll_fn(|cx| {
        go_on(one.as_mut(), &mut first, cx);
        if first.is_some() && !noticed {
            noticed = true;
            return Poll::Pending;
        }
        go_on(other.as_mut(), &mut second, cx);
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            not_yet => {
                (first, second) = not_yet;
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
