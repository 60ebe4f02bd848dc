//! Hostile: has a module in somebody else's file.
//! Earns: nothing
//! Verdict: forbidden

#[path = "../../../../../../solutions/c01_sync_vs_async/at_once.rs"]
mod reference;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
