//! Mistake: gives all of them the waker of the caller, and so has to poll all that are left at each wake.
//! Breaks: "From then on a future is polled only when it was woken since its last poll"
//! Rejected by: a_thousand_that_end_one_by_one_take_few_polls
//! Told: each wake polled all that were left

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    let mut futures: Vec<Option<Pin<Box<F>>>> =
        futures.into_iter().map(|f| Some(Box::pin(f))).collect();
    poll_fn(|cx| {
        for (number, place) in futures.iter_mut().enumerate() {
            let Some(future) = place else { continue };
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                outputs[number] = Some(output);
                *place = None;
            }
        }
        match futures.iter().all(Option::is_none) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
