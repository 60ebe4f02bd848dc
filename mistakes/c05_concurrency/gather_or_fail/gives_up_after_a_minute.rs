//! Mistake: gives a job that is not done after a minute up, and leaves its value out.
//! Breaks: "however long that takes"
//! Rejected by: a_job_that_takes_a_day_is_waited_for
//! Told: it was not let come to its end

use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::time::timeout;

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut running: FuturesUnordered<_> = jobs
        .into_iter()
        .enumerate()
        .map(|(place, job)| async move { (place, job.await) })
        .collect();
    let mut values = Vec::with_capacity(running.len());
    while let Ok(Some((place, outcome))) = timeout(Duration::from_secs(60), running.next()).await {
        values.push((place, outcome?));
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
