//! Mistake: gives the place back by hand after the job, so that a panic or a cancelled caller keeps
//! it for ever.
//! Breaks: "The place is given back however the job ends"
//! Rejected by: a_job_that_fails_or_panics_gives_its_place_back,
//! a_cancelled_caller_costs_nobody_a_place_or_a_turn
//! Told: never given

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
        if let Ok(place) = self.places.acquire().await {
            place.forget();
        }
        let output = job.await;
        self.places.add_permits(1);
        output
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
