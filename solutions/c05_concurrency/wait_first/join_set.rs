//! Instead of polling in place, a task a job: join one, try to join more, shut the rest down.

use std::panic::resume_unwind;

use tokio::task::JoinSet;

/// What [`wait_first`] saw at the first completion.
#[derive(Debug, PartialEq, Eq)]
pub struct Waited<T> {
    /// Places and results of the jobs that are done, in the order of the list.
    pub done: Vec<(usize, T)>,
    /// Places of the jobs that were cancelled, in the order of the list.
    pub cancelled: Vec<usize>,
}

/// Runs all jobs at once until the first is done, and cancels the rest.
pub async fn wait_first<J, T>(jobs: Vec<J>) -> Waited<T>
where
    J: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut cancelled: Vec<usize> = (0..jobs.len()).collect();
    let mut running = JoinSet::new();
    for (place, job) in jobs.into_iter().enumerate() {
        running.spawn(async move { (place, job.await) });
    }
    let mut done = Vec::new();
    let mut finished = running.join_next().await;
    while let Some(outcome) = finished {
        match outcome {
            Ok(result) => done.push(result),
            Err(error) => resume_unwind(error.into_panic()),
        }
        finished = running.try_join_next();
    }
    running.shutdown().await;
    done.sort_unstable_by_key(|(place, _)| *place);
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
