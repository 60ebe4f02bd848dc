//! Mistake: keeps the first error, but waits for the other jobs before it gives it.
//! Breaks: "The first job to fail ends it *at the instant it fails*"
//! Rejected by: the_first_error_in_time_wins_and_cancels_the_rest, whoever_fails_first_stops_all_others_at_that_instant
//! Told: kept running after

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
    let (mut values, mut first) = (Vec::new(), None);
    while let Some((place, outcome)) = running.next().await {
        match outcome {
            Ok(value) => values.push((place, value)),
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    match first {
        Some(error) => Err(error),
        None => Ok(values.into_iter().map(|(_, value)| value).collect()),
    }
}
