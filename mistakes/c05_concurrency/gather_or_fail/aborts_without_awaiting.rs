//! Mistake: aborts the other tasks and returns before they are gone.
//! Breaks: "the other jobs have been cancelled and are gone"
//! Breaks: "by then all others are cancelled and dropped"
//! Rejected by: nothing_is_alive_after_an_error
//! Told: still alive after your function had returned

use std::panic::resume_unwind;

use tokio::task::JoinSet;

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
    let mut values = Vec::new();
    while let Some(finished) = running.join_next().await {
        match finished {
            Ok((place, Ok(value))) => values.push((place, value)),
            Ok((_, Err(error))) => {
                running.abort_all();
                return Err(error);
            }
            Err(panic) => resume_unwind(panic.into_panic()),
        }
    }
    values.sort_unstable_by_key(|(place, _)| *place);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
