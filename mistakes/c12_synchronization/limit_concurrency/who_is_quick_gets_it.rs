//! Mistake: wakes the first in line when a place comes free, and leaves the place to whoever looks
//! first.
//! Breaks: "nobody who asks later is let in earlier, and who asks again goes to the end of the
//! line"
//! Rejected by: who_asks_again_goes_to_the_end_of_the_line
//! Told: for `patient`

use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use tokio::sync::Notify;

pub struct Limit {
    free: Mutex<usize>,
    freed: Notify,
}

struct Place<'a>(&'a Limit);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.free() += 1;
        self.0.freed.notify_one();
    }
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit {
            free: Mutex::new(most.get()),
            freed: Notify::new(),
        }
    }

    fn free(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<Place<'_>> {
        let mut free = self.free();
        *free = free.checked_sub(1)?;
        Some(Place(self))
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        let _place = loop {
            let mut freed = pin!(self.freed.notified());
            freed.as_mut().enable();
            if let Some(place) = self.take() {
                break place;
            }
            freed.await;
        };
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
