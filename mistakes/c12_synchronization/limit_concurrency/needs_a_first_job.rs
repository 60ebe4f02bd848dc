//! Mistake: keeps a window of running jobs and starts the next as one ends, and forgets that there
//! may be no jobs: waiting for the first of none panics.
//! Breaks: "No jobs give an empty list at once"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: into `futures` panicked

use std::num::NonZeroUsize;

use futures::future::select_all;
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
        let _place = self.places.acquire().await;
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        let mut results: Vec<Option<J::Output>> = jobs.iter().map(|_| None).collect();
        let mut running: Vec<_> = jobs
            .into_iter()
            .enumerate()
            .map(|(place, job)| Box::pin(async move { (place, self.run(job).await) }))
            .collect();
        loop {
            let ((place, output), _, rest) = select_all(running).await;
            results[place] = Some(output);
            if rest.is_empty() {
                return results.into_iter().flatten().collect();
            }
            running = rest;
        }
    }
}
