//! Mistake: keeps the waker of its first poll, and wakes that one whoever polls it afterwards.
//! Breaks: "It returns at the instant at which the first one is done"
//! Rejected by: it_returns_in_time_however_its_future_is_polled
//! Told: whoever polled last should be

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

#[derive(Debug, PartialEq, Eq)]
pub struct Waited<T> {
    pub done: Vec<(usize, T)>,
    pub cancelled: Vec<usize>,
}

pub async fn wait_first<J, T>(jobs: Vec<J>) -> Waited<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut jobs: Vec<Pin<Box<J>>> = jobs.into_iter().map(Box::pin).collect();
    let mut waker = None;
    poll_fn(|cx| {
        // Whoever polls first is woken.
        let waker = waker.get_or_insert_with(|| cx.waker().clone());
        let mut cx = Context::from_waker(waker);
        let (mut done, mut cancelled) = (Vec::new(), Vec::new());
        for (place, job) in jobs.iter_mut().enumerate() {
            match job.as_mut().poll(&mut cx) {
                Poll::Ready(result) => done.push((place, result)),
                Poll::Pending => cancelled.push(place),
            }
        }
        if done.is_empty() && !cancelled.is_empty() {
            return Poll::Pending;
        }
        Poll::Ready(Waited { done, cancelled })
    })
    .await
}
