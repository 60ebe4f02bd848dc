//! Mistake: keeps the limit in mind and starts everything at once all the same.
//! Breaks: "and never more"
//! Rejected by: ten_jobs_of_one_second_three_at_a_time_take_four_seconds,
//! everybody_shares_the_same_places
//! Told: too many at once

use std::num::NonZeroUsize;

use futures::future::join_all;

pub struct Limit {
    pub most: NonZeroUsize,
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit { most }
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
