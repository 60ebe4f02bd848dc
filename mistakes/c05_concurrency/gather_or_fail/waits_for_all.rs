//! Mistake: waits for all jobs and looks for an error only then.
//! Breaks: "The first job to fail ends it *at the instant it fails*"
//! Rejected by: the_first_error_in_time_wins_and_cancels_the_rest, nothing_is_alive_after_an_error
//! Told: kept running after

use futures::future::join_all;

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    join_all(jobs).await.into_iter().collect()
}
