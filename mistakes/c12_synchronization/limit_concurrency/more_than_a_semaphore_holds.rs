//! Mistake: asks the semaphore for more places than it can hold, which panics.
//! Breaks: "a limit may be as large as `usize::MAX`, which is no limit at all"
//! Rejected by: the_largest_number_is_no_limit
//! Told: may not have more than MAX_PERMITS

use std::num::NonZeroUsize;

use futures::future::join_all;
use tokio::sync::Semaphore;

pub struct Limit {
    places: Semaphore,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit {
            places: Semaphore::new(most.get()),
        }
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        let _place = self.places.acquire().await;
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
