//! Mistake: keeps the waker of the first poll, and wakes that one for ever.
//! Breaks: "yields each result at the instant its job ends"
//! Rejected by: whoever_asks_last_is_woken
//! Told: the task that asked last should be

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

use futures::stream::{self, BoxStream, StreamExt};
use tokio_util::task::AbortOnDropHandle;

struct Shared<R> {
    results: VecDeque<R>,
    left: usize,
    waker: Option<Waker>,
}

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let shared = Arc::new(Mutex::new(Shared {
        results: VecDeque::new(),
        left: jobs.len(),
        waker: None,
    }));
    let run = |job: J| {
        let shared = Arc::clone(&shared);
        AbortOnDropHandle::new(tokio::spawn(async move {
            let result = job.await;
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            shared.results.push_back(result);
            shared.left -= 1;
            if let Some(waker) = &shared.waker {
                waker.wake_by_ref();
            }
        }))
    };
    let tasks: Vec<_> = jobs.into_iter().map(run).collect();
    stream::poll_fn(move |cx| {
        let _running = &tasks;
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(result) = shared.results.pop_front() {
            return Poll::Ready(Some(result));
        }
        if shared.left == 0 {
            return Poll::Ready(None);
        }
        shared.waker.get_or_insert_with(|| cx.waker().clone());
        Poll::Pending
    })
    .boxed()
}
