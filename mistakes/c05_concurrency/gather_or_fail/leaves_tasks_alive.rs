//! Mistake: returns at the first error and forgets the tasks that still run.
//! Breaks: "the other jobs have been cancelled and are gone"
//! Breaks: "by then all others are cancelled and dropped"
//! Rejected by: the_first_error_in_time_wins_and_cancels_the_rest, nothing_is_alive_after_an_error,
//!     a_job_that_fails_at_once_ends_it_at_once
//! Told: kept running

use futures::future::try_join_all;

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let tasks: Vec<_> = jobs.into_iter().map(tokio::spawn).collect();
    try_join_all(tasks.into_iter().map(|task| async {
        match task.await {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }))
    .await
}
