//! Mistake: polls the jobs with the waker of whoever awaited it first.
//! Breaks: "It returns at the instant at which the last one is done"
//! Rejected by: however_it_is_polled_all_jobs_run_at_once
//! Told: a call that is polled

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

struct All<J: Future> {
    jobs: Vec<(Pin<Box<J>>, Option<J::Output>)>,
    waker: Option<Waker>,
}

impl<J: Future> Unpin for All<J> {}

impl<J: Future> Future for All<J> {
    type Output = Vec<J::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let waker = self.waker.get_or_insert_with(|| cx.waker().clone()).clone();
        let mut cx = Context::from_waker(&waker);
        for (job, result) in &mut self.jobs {
            if result.is_none()
                && let Poll::Ready(given) = job.as_mut().poll(&mut cx)
            {
                *result = Some(given);
            }
        }
        if self.jobs.iter().any(|(_, result)| result.is_none()) {
            return Poll::Pending;
        }
        Poll::Ready(
            self.jobs
                .drain(..)
                .filter_map(|(_, result)| result)
                .collect(),
        )
    }
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let jobs = jobs.into_iter().map(|job| (Box::pin(job), None)).collect();
    All { jobs, waker: None }.await
}
