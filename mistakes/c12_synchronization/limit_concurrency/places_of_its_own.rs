//! Mistake: every call of `run_all` has places of its own.
//! Breaks: "Everybody who uses the same `Limit` shares its places"
//! Rejected by: everybody_shares_the_same_places
//! Told: each call has places of its own

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
        let places = &Semaphore::new(self.most.min(Semaphore::MAX_PERMITS));
        join_all(jobs.into_iter().map(|job| async move {
            let _place = places.acquire().await;
            job.await
        }))
        .await
    }
}
