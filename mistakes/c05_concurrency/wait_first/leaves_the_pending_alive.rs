//! Mistake: spawns the jobs and never stops those that lost.
//! Breaks: "the other jobs are cancelled and gone"
//! Breaks: "the jobs stop too"
//! Rejected by: the_first_one_wins_and_the_others_are_cancelled, a_caller_that_gives_up_stops_the_jobs
//! Told: kept running after

use tokio::sync::mpsc;

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
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for (place, job) in jobs.into_iter().enumerate() {
        let sender = sender.clone();
        tokio::spawn(async move { sender.send((place, job.await)) });
    }
    drop(sender);
    let mut done = Vec::from_iter(receiver.recv().await);
    while let Ok(tied) = receiver.try_recv() {
        done.push(tied);
    }
    done.sort_unstable_by_key(|(place, _)| *place);
    cancelled.retain(|place| done.iter().all(|(finished, _)| finished != place));
    Waited { done, cancelled }
}
