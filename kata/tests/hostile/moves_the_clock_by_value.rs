//! Hostile: takes what moves the clock as a value, under another name.
//! Earns: nothing
//! Verdict: forbidden

use tokio::time::advance as go;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let step = go;
    step(std::time::Duration::from_secs(1)).await;
    futures::future::join_all(jobs).await
}
