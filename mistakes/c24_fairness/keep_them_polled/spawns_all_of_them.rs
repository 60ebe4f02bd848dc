//! Mistake: spawns all jobs at once, and reads their results one after another.
//! Breaks: "None is taken out of `jobs` before that"
//! Rejected by: no_job_is_taken_before_its_place_is_free
//! Told: was taken out of `jobs`

use std::num::NonZeroUsize;
use std::panic::resume_unwind;

use tokio::task::JoinSet;

/// Runs the jobs, so many at a time, and calls `body` with each result.
pub async fn for_each_result<F, T>(
    jobs: impl IntoIterator<Item = F>,
    limit: NonZeroUsize,
    mut body: impl AsyncFnMut(T),
) where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let _ = limit;
    let mut tasks: JoinSet<T> = jobs.into_iter().collect();
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(result) => body(result).await,
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
}
