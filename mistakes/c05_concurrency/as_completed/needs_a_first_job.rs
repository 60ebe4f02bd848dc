//! Mistake: waits with `select_all`, which cannot wait for nothing.
//! Breaks: "no jobs give a stream that ends at once"
//! Rejected by: no_jobs_and_a_single_job_work_too
//! Told: into `futures` panicked

use futures::future::select_all;
use futures::stream::{self, BoxStream, StreamExt};

pub fn as_completed<J, T, E>(jobs: Vec<J>) -> BoxStream<'static, Result<T, E>>
where
    J: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let running: Vec<_> = jobs.into_iter().map(Box::pin).collect();
    stream::unfold(Some(running), |running| async move {
        let (result, _, rest) = select_all(running?).await;
        Some((result, (!rest.is_empty()).then_some(rest)))
    })
    .boxed()
}
