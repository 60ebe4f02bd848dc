//! Mistake: lets `run_all` wait for a first place before it looks at what there is to do.
//! Breaks: "No jobs give an empty list at once, also while all places are taken"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: also while all places are taken

use std::num::NonZeroUsize;

use futures::future::join_all;
use tokio::sync::Semaphore;

pub struct Limit {
    places: Semaphore,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        // A semaphore counts up to a bound of its own. Nobody has more jobs than that.
        let most = most.get().min(Semaphore::MAX_PERMITS);
        Limit {
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
        // Nobody is to start before there is a place.
        drop(self.places.acquire().await);
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
