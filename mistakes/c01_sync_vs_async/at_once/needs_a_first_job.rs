//! Mistake: takes it for granted that there is a first job.
//! Breaks: "no jobs give an empty list"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: your code panicked

use futures::future::join_all;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut jobs = jobs.into_iter();
    let first = jobs.next().expect("there is a first job");
    join_all([first].into_iter().chain(jobs)).await
}
