//! Mistake: counts the places in a number of 32 bits, in which a large limit is another one.
//! Breaks: "a limit may be as large as `usize::MAX`, which is no limit at all"
//! Rejected by: the_largest_number_is_no_limit
//! Told: your limit goes through a number of 32 bits

use std::num::NonZeroUsize;

use futures::future::join_all;
use tokio::sync::Semaphore;

pub struct Limit {
    places: Semaphore,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        // A semaphore counts up to a bound of its own. Nobody has more jobs than that.
        let most = (most.get() as u32).clamp(1, u32::MAX >> 3) as usize;
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
