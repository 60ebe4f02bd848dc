//! Mistake: `let _ =` does not keep the permit: it is given back before the job begins.
//! Breaks: "and never more"
//! Breaks: "runs the job in it, gives the place back"
//! Rejected by: ten_jobs_of_one_second_three_at_a_time_take_four_seconds,
//! everybody_shares_the_same_places
//! Told: too many at once

use std::num::NonZeroUsize;

use futures::future::join_all;
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
        let _ = self.places.acquire().await;
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
