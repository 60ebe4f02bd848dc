//! Mistake: starts all jobs at once.
//! Breaks: "runs the jobs strictly one after another"
//! Rejected by: three_jobs_of_two_seconds_take_six, an_error_comes_back_and_nothing_more_starts
//! Told: at once

use futures::future::try_join_all;

pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    try_join_all(jobs).await
}
