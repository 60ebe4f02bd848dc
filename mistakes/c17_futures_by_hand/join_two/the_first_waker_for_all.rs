//! Mistake: passes the waker of its first poll to both in every poll.
//! Breaks: "as soon as it has woken whoever polled last"
//! Rejected by: only_the_two_wake_and_they_wake_whoever_polled_last
//! Told: each poll passes its own waker

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(Some(one)), pin!(Some(other)));
    let (mut first, mut second) = (None, None);
    let mut kept: Option<Waker> = None;
    poll_fn(|cx| {
        let waker = kept.get_or_insert_with(|| cx.waker().clone());
        let mut cx = Context::from_waker(waker);
        go_on(one.as_mut(), &mut first, &mut cx);
        go_on(other.as_mut(), &mut second, &mut cx);
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
