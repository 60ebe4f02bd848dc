//! Mistake: lets every job send its result into a channel with room for one, and reads the channel
//! only when all jobs are done.
//! Breaks: "returns at the instant at which the last one is done"
//! Rejected by: three_jobs_of_two_seconds_take_two, results_keep_the_order_of_the_jobs
//! Told: something of its own making

use futures::future::join_all;
use tokio::sync::mpsc;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let (sender, mut receiver) = mpsc::channel(1);
    join_all(jobs.into_iter().enumerate().map(|(place, job)| {
        let sender = sender.clone();
        async move {
            let _ = sender.send((place, job.await)).await;
        }
    }))
    .await;
    drop(sender);
    let mut results = Vec::new();
    while let Some(result) = receiver.recv().await {
        results.push(result);
    }
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, output)| output).collect()
}
