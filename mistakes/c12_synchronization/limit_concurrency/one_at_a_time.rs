//! Mistake: a lock where a semaphore is needed: one job at a time.
//! Breaks: "as many jobs run at a time as there are places"
//! Rejected by: ten_jobs_of_one_second_three_at_a_time_take_four_seconds
//! Told: only one at the same time

use std::num::NonZeroUsize;

use futures::future::join_all;
use tokio::sync::Mutex;

pub struct Limit {
    most: Mutex<NonZeroUsize>,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit {
            most: Mutex::new(most),
        }
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        let _most = self.most.lock().await;
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
