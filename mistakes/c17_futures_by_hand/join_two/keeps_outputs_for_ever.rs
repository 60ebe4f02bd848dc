//! Mistake: keeps the outputs in boxes that it leaks, so that one which nobody takes is never dropped.
//! Breaks: "and so is an output that nobody has taken"
//! Rejected by: an_output_that_nobody_takes_is_dropped
//! Told: was not dropped with it

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(Some(one)), pin!(Some(other)));
    // Where they stay while they are awaited.
    let first = Box::leak(Box::new(None));
    let second = Box::leak(Box::new(None));
    poll_fn(|cx| {
        go_on(one.as_mut(), first, cx);
        go_on(other.as_mut(), second, cx);
        match (first.take(), second.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (one, other) => {
                (*first, *second) = (one, other);
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
