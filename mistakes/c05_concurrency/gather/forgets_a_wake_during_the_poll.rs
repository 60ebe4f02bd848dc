//! Mistake: polls only jobs that were woken, and takes the mark away after the poll, with what came in
//! the middle of it.
//! Breaks: "It returns at the instant at which the last one is done"
//! Rejected by: a_job_is_polled_again_whoever_has_woken_it_and_when
//! Told: a wake counts whenever it comes

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures::task::AtomicWaker;

#[derive(Default)]
struct Job {
    is_woken: AtomicBool,
    caller: Arc<AtomicWaker>,
}

impl Wake for Job {
    fn wake(self: Arc<Self>) {
        self.is_woken.store(true, Ordering::SeqCst);
        self.caller.wake();
    }
}

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let caller = Arc::new(AtomicWaker::new());
    let mut results: Vec<Option<T>> = jobs.iter().map(|_| None).collect();
    let mut jobs: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            let state = Job {
                is_woken: AtomicBool::new(true),
                caller: Arc::clone(&caller),
            };
            (Box::pin(job), Arc::new(state))
        })
        .collect();
    poll_fn(|cx| {
        caller.register(cx.waker());
        for ((job, state), result) in jobs.iter_mut().zip(&mut results) {
            if result.is_some() || !state.is_woken.load(Ordering::SeqCst) {
                continue;
            }
            let waker = Waker::from(Arc::clone(state));
            if let Poll::Ready(value) = job.as_mut().poll(&mut Context::from_waker(&waker)) {
                *result = Some(value);
            }
            state.is_woken.store(false, Ordering::SeqCst);
        }
        match results.iter().all(Option::is_some) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    results.into_iter().flatten().collect()
}
