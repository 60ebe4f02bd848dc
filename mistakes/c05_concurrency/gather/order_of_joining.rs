//! Mistake: takes for granted that a `JoinSet` gives its tasks in the order in which they were
//! spawned.
//! Breaks: "The results come back in the order of the jobs"
//! Rejected by: three_requests_take_as_long_as_the_longest
//! Told: belong in the order of the jobs

use tokio::task::JoinSet;

pub async fn gather<J, T>(jobs: Vec<J>) -> Vec<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks: JoinSet<T> = jobs.into_iter().collect();
    tasks.join_all().await
}
