//! The runtime polls the jobs: a set of tasks, in which those that are done keep their places.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;

use tokio::task::JoinSet;

pub async fn for_each_result<F, T>(
    jobs: impl IntoIterator<Item = F>,
    limit: NonZeroUsize,
    mut body: impl AsyncFnMut(T),
) where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut jobs = jobs.into_iter().fuse();
    let mut tasks = JoinSet::new();
    let fill = |tasks: &mut JoinSet<T>, jobs: &mut dyn Iterator<Item = F>| {
        while tasks.len() < limit.get()
            && let Some(job) = jobs.next()
        {
            tasks.spawn(job);
        }
    };
    fill(&mut tasks, &mut jobs);
    while let Some(ended) = tasks.join_next().await {
        fill(&mut tasks, &mut jobs);
        match ended {
            Ok(result) => body(result).await,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            // Only the end of the runtime stops them.
            Err(_) => {}
        }
    }
}
