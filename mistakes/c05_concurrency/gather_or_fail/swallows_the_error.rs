//! Mistake: stops at an error, but gives the values so far as if nothing had happened.
//! Breaks: "The error of the job that fails first"
//! Rejected by: a_job_that_fails_at_once_ends_it_at_once
//! Told: the error of the failed job was lost

use futures::stream::{FuturesUnordered, StreamExt};

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
    let mut values = Vec::new();
    while let Some((place, outcome)) = running.next().await {
        match outcome {
            Ok(value) => values.push((place, value)),
            Err(_) => break,
        }
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
