//! Mistake: polls in a loop inside its own poll until both are done, and holds the thread.
//! Breaks: "It is ready in the very poll in which the later one is done, however late that is"
//! Rejected by: both_begin_at_once_and_the_later_one_decides
//! Told: your code never gave way

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(Some(one)), pin!(Some(other)));
    let (mut first, mut second) = (None, None);
    poll_fn(|cx| {
        while first.is_none() || second.is_none() {
            go_on(one.as_mut(), &mut first, cx);
            go_on(other.as_mut(), &mut second, cx);
        }
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            _ => Poll::Pending,
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
