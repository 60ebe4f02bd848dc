//! Hostile: moves the clock of the test.
//! Earns: nothing
//! Verdict: forbidden

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    futures::future::join_all(jobs).await
}
