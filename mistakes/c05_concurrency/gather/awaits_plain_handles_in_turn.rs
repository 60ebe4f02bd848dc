//! Mistake: spawns all jobs and awaits their handles in turn: whoever is not awaited when a panic
//! comes runs on.
//! Breaks: "No job runs on after that."
//! Breaks: "the jobs stop too"
//! Rejected by: no_job_runs_on_after_a_panic, a_caller_may_give_up_at_any_moment
//! Told: kept running after that

use std::panic::resume_unwind;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks: Vec<_> = jobs.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::with_capacity(tasks.len());
    for task in tasks {
        match task.await {
            Ok(result) => results.push(result),
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    results
}
