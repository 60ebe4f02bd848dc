//! Mistake: keeps two hundred jobs in flight at the most, a limit that nobody asked for.
//! Breaks: "starts all jobs at the same instant, however many they are"
//! Rejected by: thousands_of_jobs_start_at_once
//! Told: no reason for batches or a limit

use futures::stream::{self, StreamExt, TryStreamExt};

pub async fn gather_or_fail<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let numbered = jobs.into_iter().enumerate();
    let numbered = numbered.map(async |(n, job)| job.await.map(|value| (n, value)));
    let done = stream::iter(numbered).buffer_unordered(200);
    let mut values: Vec<(usize, T)> = done.try_collect().await?;
    values.sort_by_key(|(n, _)| *n);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
