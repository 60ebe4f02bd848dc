//! Mistake: spawns the jobs and keeps plain handles, which detach their tasks when dropped.
//! Breaks: "the jobs stop too"
//! Rejected by: a_caller_that_gives_up_stops_the_jobs
//! Told: kept running after

use std::panic::resume_unwind;

use futures::future::join_all;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = jobs.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::new();
    for end in join_all(tasks).await {
        match end {
            Ok(result) => results.push(result),
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    results
}
