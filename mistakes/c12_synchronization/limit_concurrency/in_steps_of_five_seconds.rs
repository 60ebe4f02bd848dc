//! Mistake: waits for a place five seconds at a time, and so goes to the end of the line every five
//! seconds.
//! Breaks: "Who waits is woken when a place comes free, and does not look now and then"
//! Rejected by: who_waits_is_not_woken_before_a_place_comes_free
//! Told: has lost its turn

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
        let _place = loop {
            let place = timeout(Duration::from_secs(5), self.places.acquire()).await;
            if let Ok(place) = place {
                break place;
            }
        };
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
