//! Mistake: takes it for granted that there is a first job.
//! Breaks: "no jobs give an empty list at once"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: your code panicked

use futures::future::join_all;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut jobs = jobs.into_iter();
    let first = jobs.next().expect("there is a first job");
    let (first, rest) = tokio::join!(first, join_all(jobs));
    let mut results = vec![first];
    results.extend(rest);
    results
}
