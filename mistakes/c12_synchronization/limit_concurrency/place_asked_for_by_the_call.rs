//! Mistake: asks for the place when `run` is called, not when it is first polled.
//! Breaks: "`run` asks in its first poll"
//! Rejected by: places_come_in_the_order_of_the_first_polls_not_of_the_calls,
//! a_call_that_nobody_polls_takes_no_place
//! Told: a call takes no place

use std::num::NonZeroUsize;
use std::task::{Context, Poll, Waker};

use futures::future::join_all;
use tokio::sync::Semaphore;

pub struct Limit {
    places: Semaphore,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        let most = most.get().min(Semaphore::MAX_PERMITS);
        Limit {
            places: Semaphore::new(most),
        }
    }

    pub fn run<J: Future>(&self, job: J) -> impl Future<Output = J::Output> {
        let mut place = Box::pin(self.places.acquire());
        // In line from now on, so that nobody comes in between the call and its `.await`.
        let had = place.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        async move {
            let _place = match had {
                Poll::Ready(place) => place,
                Poll::Pending => place.await,
            };
            job.await
        }
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
