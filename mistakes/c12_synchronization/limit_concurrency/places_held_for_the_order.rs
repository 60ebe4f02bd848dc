//! Mistake: `buffered` keeps a finished job's place until the jobs before it have finished too.
//! Breaks: "A place that comes free is taken at that instant, as long as anybody waits for one"
//! Rejected by: a_place_is_taken_at_the_instant_it_comes_free
//! Told: its place stood empty until

use std::num::NonZeroUsize;

use futures::stream::{self, StreamExt};
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
        stream::iter(jobs)
            .map(|job| self.run(job))
            .buffered(self.most)
            .collect()
            .await
    }
}
