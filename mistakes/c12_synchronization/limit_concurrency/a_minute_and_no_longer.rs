//! Mistake: runs a job without a place when it has waited for a minute, so that nobody waits for
//! ever.
//! Breaks: "waits for a free place, however long that takes"
//! Breaks: "and never more"
//! Rejected by: who_waits_for_a_place_waits_a_day_if_need_be
//! Told: nobody has limited how long one waits

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::future::join_all;
use tokio::sync::Semaphore;
use tokio::time::timeout;

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
        let _place = timeout(Duration::from_secs(60), self.places.acquire()).await;
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
