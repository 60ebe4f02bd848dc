//! Mistake: keeps the waker of the first poll beside the work, and polls the work with it ever after.
//! Breaks: "awaited to its end"
//! Rejected by: however_it_is_polled_the_work_runs_to_its_end
//! Told: a future that is polled

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

enum Lazy<W, F> {
    Packed(Option<W>),
    Running(Pin<Box<F>>, Waker),
}

impl<W, F> Unpin for Lazy<W, F> {}

impl<W: FnOnce() -> F, F: Future> Future for Lazy<W, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        loop {
            match &mut *self {
                Lazy::Packed(work) => {
                    let work = work.take().expect("not begun");
                    *self = Lazy::Running(Box::pin(work()), cx.waker().clone());
                }
                Lazy::Running(work, waker) => {
                    return work.as_mut().poll(&mut Context::from_waker(waker));
                }
            }
        }
    }
}

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(Lazy::Packed(Some(work)))
}
