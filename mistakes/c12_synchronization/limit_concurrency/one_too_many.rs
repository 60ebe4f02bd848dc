//! Mistake: off by one: makes one place more than the limit says.
//! Breaks: "as there are places, as long as there is work, and never more"
//! Rejected by: ten_jobs_of_one_second_three_at_a_time_take_four_seconds
//! Told: too many at once: 4 ran

use std::num::NonZeroUsize;

use futures::future::join_all;
use tokio::sync::Semaphore;

pub struct Limit {
    places: Semaphore,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit {
            places: Semaphore::new(most.get().saturating_add(1).min(Semaphore::MAX_PERMITS)),
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
