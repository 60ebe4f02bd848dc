//! Mistake: spawns each job, and awaits it in the same round of the loop, before the next is
//! spawned.
//! Breaks: "starts all jobs at the same instant"
//! Rejected by: three_requests_take_as_long_as_the_longest
//! Told: one after another

use std::panic::resume_unwind;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut results = Vec::new();
    for job in jobs {
        match tokio::spawn(job).await {
            Ok(result) => results.push(result),
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    results
}
