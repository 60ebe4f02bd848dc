//! Mistake: awaits the aborted jobs, but no longer than 50 ms; one that computes takes longer to stop.
//! Breaks: "the other jobs are cancelled and gone"
//! Rejected by: losers_in_the_middle_of_a_long_step_are_waited_for
//! Told: your function returned before that one was gone

use std::panic::resume_unwind;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

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
    // Whoever has been aborted is gone in no time.
    let _ = timeout(Duration::from_millis(50), running.shutdown()).await;
    done.sort_unstable_by_key(|(place, _)| *place);
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
