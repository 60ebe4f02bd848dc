//! A semaphore holds the places, and its permit is a guard: whatever ends the job drops it.

use std::num::NonZeroUsize;

use futures::future::join_all;
use tokio::sync::Semaphore;

/// Lets so many jobs run at a time.
pub struct Limit {
    places: Semaphore,
}

impl Limit {
    /// A limit with this many places, all of them free.
    pub fn new(most: NonZeroUsize) -> Self {
        // A semaphore counts up to a bound of its own. Nobody has more jobs than that.
        let most = most.get().min(Semaphore::MAX_PERMITS);
        Limit {
            places: Semaphore::new(most),
        }
    }

    /// Runs the job as soon as there is a place for it.
    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        // A name, not `_`: the permit has to live as long as the job. It is an `Ok`, for nobody
        // closes this semaphore.
        let _place = self.places.acquire().await;
        job.await
    }

    /// Runs all jobs, each as soon as there is a place for it, and gives their results in the
    /// order of the jobs.
    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
