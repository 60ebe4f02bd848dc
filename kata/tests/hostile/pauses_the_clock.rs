//! Hostile: stops the clock of the test.
//! Earns: nothing
//! Verdict: forbidden

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    use tokio::time::{self as clock, pause};
    pause();
    clock::sleep(std::time::Duration::ZERO).await;
    futures::future::join_all(jobs).await
}
