//! Mistake: counts its places in 16 bits, since nobody would need more.
//! Breaks: "a limit may be as large as `usize::MAX`, which is no limit at all"
//! Rejected by: seventy_thousand_jobs_run_at_once_where_there_is_no_limit
//! Told: this is how many ran at once

use std::num::NonZeroUsize;

use futures::future::join_all;
use tokio::sync::Semaphore;

pub struct Limit {
    places: Semaphore,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        // A semaphore counts up to a bound of its own. Nobody has more jobs than that.
        let most = most.get().min(usize::from(u16::MAX));
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
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
