//! Mistake: aborts the tasks that lost and returns before they are gone.
//! Breaks: "the other jobs are cancelled and gone"
//! Rejected by: the_losers_are_gone_before_it_returns
//! Told: aborting only asks a task to stop

use std::panic::resume_unwind;

use tokio::task::JoinSet;

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
    running.abort_all();
    done.sort_unstable_by_key(|(place, _)| *place);
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
