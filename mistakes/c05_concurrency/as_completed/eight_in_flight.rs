//! Mistake: keeps eight jobs in flight at the most, a limit that nobody asked for.
//! Breaks: "runs all jobs at once, however many they are"
//! Rejected by: thousands_of_jobs_run_at_once
//! Told: no reason for batches or a limit

use futures::stream::{self, BoxStream, StreamExt};

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    stream::iter(jobs).buffer_unordered(8).boxed()
}
