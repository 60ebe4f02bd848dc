//! Mistake: stops the tasks when one has failed, but not when its own caller gives up.
//! Breaks: "When the caller drops your future, the jobs stop too"
//! Rejected by: a_caller_that_gives_up_stops_the_jobs
//! Told: kept running after

use std::panic::resume_unwind;

use futures::stream::{FuturesUnordered, StreamExt};

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let (mut handles, running) = (Vec::new(), FuturesUnordered::new());
    for (place, job) in jobs.into_iter().enumerate() {
        let task = tokio::spawn(job);
        handles.push(task.abort_handle());
        running.push(async move { (place, task.await) });
    }
    let mut running = running;
    let mut values = Vec::new();
    while let Some((place, end)) = running.next().await {
        match end {
            Ok(Ok(value)) => values.push((place, value)),
            Ok(Err(error)) => {
                handles.iter().for_each(|handle| handle.abort());
                let _ends: Vec<_> = running.collect().await;
                return Err(error);
            }
            Err(panic) => resume_unwind(panic.into_panic()),
        }
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
