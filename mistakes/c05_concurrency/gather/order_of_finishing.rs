//! Mistake: collects the results as the jobs finish.
//! Breaks: "The results come back in the order of the jobs"
//! Rejected by: three_requests_take_as_long_as_the_longest, results_keep_the_order_of_the_jobs_however_they_finish
//! Told: belong in the order of the jobs

use futures::stream::{FuturesUnordered, StreamExt};

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    jobs.into_iter()
        .collect::<FuturesUnordered<_>>()
        .collect()
        .await
}
