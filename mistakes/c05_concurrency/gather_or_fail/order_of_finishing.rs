//! Mistake: collects the values as the jobs finish.
//! Breaks: "it gives their values in the order of the jobs"
//! Rejected by: success_gives_the_values_in_the_order_of_the_jobs
//! Told: belong in the order of the jobs

use futures::stream::{FuturesUnordered, TryStreamExt};

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    jobs.into_iter()
        .collect::<FuturesUnordered<_>>()
        .try_collect()
        .await
}
