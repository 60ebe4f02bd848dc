//! Mistake: keeps the results of the tasks that joined well and passes over those that panicked.
//! Breaks: "your function panics too"
//! Breaks: "If a job panics."
//! Rejected by: a_panic_of_a_job_is_not_lost
//! Told: the panic of a job was lost

use futures::future::join_all;
use tokio_util::task::AbortOnDropHandle;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(job)));
    join_all(tasks).await.into_iter().flatten().collect()
}
