//! Instead of a set, a poll by hand: it asks every job each time, until a round finds one done.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// What [`wait_first`] saw at the first completion.
#[derive(Debug, PartialEq, Eq)]
pub struct Waited<T> {
    /// Places and results of the jobs that are done, in the order of the list.
    pub done: Vec<(usize, T)>,
    /// Places of the jobs that were cancelled, in the order of the list.
    pub cancelled: Vec<usize>,
}

/// Runs all jobs at once until the first is done, and cancels the rest.
pub async fn wait_first<J, T>(jobs: Vec<J>) -> Waited<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut jobs: Vec<Pin<Box<J>>> = jobs.into_iter().map(Box::pin).collect();
    poll_fn(|cx| {
        let (mut done, mut cancelled) = (Vec::new(), Vec::new());
        for (place, job) in jobs.iter_mut().enumerate() {
            match job.as_mut().poll(cx) {
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
