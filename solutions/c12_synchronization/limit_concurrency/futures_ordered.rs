//! Instead of `join_all`, a stream of owned permits' jobs that keeps their order.

use std::num::NonZeroUsize;
use std::sync::Arc;

use futures::stream::{FuturesOrdered, StreamExt};
use tokio::sync::Semaphore;

/// Lets so many jobs run at a time.
pub struct Limit {
    places: Arc<Semaphore>,
}

impl Limit {
    /// A limit with this many places, all of them free.
    pub fn new(most: NonZeroUsize) -> Self {
        let most = most.get().min(Semaphore::MAX_PERMITS);
        Limit {
            places: Arc::new(Semaphore::new(most)),
        }
    }

    /// Runs the job as soon as there is a place for it.
    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let output = job.await;
        drop(place);
        output
    }

    /// Runs all jobs, each as soon as there is a place for it, and gives their results in the
    /// order of the jobs.
    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        let running: FuturesOrdered<_> = jobs.into_iter().map(|job| self.run(job)).collect();
        running.collect().await
    }
}
