//! Mistake: looks every hundred milliseconds and a bit whether there is a place.
//! Breaks: "A place that comes free is taken at that instant, as long as anybody waits for one"
//! Rejected by: ten_jobs_of_one_second_three_at_a_time_take_four_seconds
//! Told: came 50ms too late

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;

pub struct Limit {
    most: usize,
    running: AtomicUsize,
}

struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit {
            most: most.get(),
            running: AtomicUsize::new(0),
        }
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        while self.running.load(Ordering::SeqCst) >= self.most {
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        self.running.fetch_add(1, Ordering::SeqCst);
        let _place = Place(&self.running);
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
