//! Mistake: waits for all jobs, so that there is nobody left to cancel.
//! Breaks: "at the instant at which the first one is done"
//! Rejected by: the_first_one_wins_and_the_others_are_cancelled
//! Told: kept running after

use futures::future::join_all;

#[derive(Debug, PartialEq, Eq)]
pub struct Waited<T> {
    pub done: Vec<(usize, T)>,
    pub cancelled: Vec<usize>,
}

pub async fn wait_first<J, T>(jobs: Vec<J>) -> Waited<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let done = join_all(jobs).await.into_iter().enumerate().collect();
    Waited {
        done,
        cancelled: Vec::new(),
    }
}
