//! Mistake: collects the results as the jobs finish.
//! Breaks: "gives the results in the order of the jobs"
//! Rejected by: results_keep_the_order_of_the_jobs
//! Told: out of order

use std::num::NonZeroUsize;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::sync::Semaphore;

pub struct Limit {
    places: Semaphore,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit {
            places: Semaphore::new(most.get().min(Semaphore::MAX_PERMITS)),
        }
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        let _place = self.places.acquire().await;
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        let running: FuturesUnordered<_> = jobs.into_iter().map(|job| self.run(job)).collect();
        running.collect().await
    }
}
