//! Mistake: looks every 10 ms whether all tasks are done, instead of being woken when they are.
//! Breaks: "at the instant at which the last one is done"
//! Rejected by: results_keep_the_order_of_the_jobs_however_they_finish
//! Told: as it looks now and then

use std::panic::resume_unwind;
use std::time::Duration;

use tokio_util::task::AbortOnDropHandle;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(job)))
        .collect();
    while !tasks.iter().all(|task| task.is_finished()) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut results = Vec::new();
    for task in tasks {
        match task.await {
            Ok(result) => results.push(result),
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    results
}
