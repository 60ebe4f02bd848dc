//! Mistake: runs the jobs in batches, and lets none in before the slowest of a batch has ended.
//! Breaks: "A place that comes free is taken at that instant, as long as anybody waits for one"
//! Rejected by: a_place_is_taken_at_the_instant_it_comes_free
//! Told: they ran in batches

use std::num::NonZeroUsize;

use futures::future::join_all;
use tokio::sync::Semaphore;

pub struct Limit {
    places: Semaphore,
    most: usize,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit {
            places: Semaphore::new(most.get().min(Semaphore::MAX_PERMITS)),
            most: most.get(),
        }
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        let _place = self.places.acquire().await;
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        let mut jobs = jobs.into_iter();
        let mut results = Vec::new();
        loop {
            let batch: Vec<_> = jobs
                .by_ref()
                .take(self.most)
                .map(|job| self.run(job))
                .collect();
            if batch.is_empty() {
                return results;
            }
            results.extend(join_all(batch).await);
        }
    }
}
