//! Mistake: awaits the aborted jobs, but no longer than 50 ms; one that computes takes longer to stop.
//! Breaks: "the other jobs have been cancelled and are gone"
//! Breaks: "by then all others are cancelled and dropped"
//! Rejected by: a_job_in_the_middle_of_a_long_step_is_waited_for
//! Told: your function returned before that one was gone

use std::panic::resume_unwind;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut running = JoinSet::new();
    for (place, job) in jobs.into_iter().enumerate() {
        running.spawn(async move { (place, job.await) });
    }
    let mut values = Vec::with_capacity(running.len());
    while let Some(finished) = running.join_next().await {
        match finished {
            Ok((place, Ok(value))) => values.push((place, value)),
            Ok((_, Err(error))) => {
                // Whoever has been aborted is gone in no time.
                let _ = timeout(Duration::from_millis(50), running.shutdown()).await;
                return Err(error);
            }
            Err(panic) => resume_unwind(panic.into_panic()),
        }
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
