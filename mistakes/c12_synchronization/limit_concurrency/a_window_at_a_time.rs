//! Mistake: keeps as many jobs going as there are places, and asks for the next one only when one
//! has ended.
//! Breaks: "`run_all` asks in its first poll for all its jobs, in their order"
//! Rejected by: run_all_asks_for_all_its_jobs_before_whoever_comes_next
//! Told: all five come before `next`

use std::num::NonZeroUsize;

use futures::stream::{self, StreamExt};
use tokio::sync::Semaphore;

pub struct Limit {
    most: usize,
    places: Semaphore,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        // A semaphore counts up to a bound of its own. Nobody has more jobs than that.
        let most = most.get().min(Semaphore::MAX_PERMITS);
        Limit {
            most,
            places: Semaphore::new(most),
        }
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        // A name, not `_`: the permit has to live as long as the job. It is an `Ok`, for nobody
        // closes this semaphore.
        let _place = self.places.acquire().await;
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        let jobs = jobs.into_iter().enumerate();
        let running = jobs.map(|(place, job)| async move { (place, self.run(job).await) });
        let mut results: Vec<_> = stream::iter(running)
            .buffer_unordered(self.most)
            .collect()
            .await;
        results.sort_by_key(|(place, _)| *place);
        results.into_iter().map(|(_, result)| result).collect()
    }
}
