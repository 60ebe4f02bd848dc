//! Mistake: starts ten jobs, waits for all ten, and only then starts the next ten.
//! Breaks: "starts all jobs at the same instant, however many they are"
//! Rejected by: thousands_of_jobs_start_at_once
//! Told: no reason for batches or a limit

use futures::future::join_all;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut jobs = jobs.into_iter();
    let mut results = Vec::new();
    loop {
        let batch: Vec<J> = jobs.by_ref().take(10).collect();
        if batch.is_empty() {
            return results;
        }
        results.extend(join_all(batch).await);
    }
}
