//! Mistake: keeps ten jobs in flight at the most, a limit that nobody asked for.
//! Breaks: "starts all jobs at the same instant, however many they are"
//! Rejected by: thousands_of_jobs_start_at_once
//! Told: no reason for batches or a limit

use futures::stream::{self, StreamExt};

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    stream::iter(jobs).buffered(10).collect().await
}
