//! Mistake: leaves out a job that has panicked.
//! Breaks: "the caller gets the panic"
//! Rejected by: a_panic_of_a_job_is_that_of_the_caller
//! Told: your function returned

use std::num::NonZeroUsize;

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
            Err(_) => {}
        }
    }
}
