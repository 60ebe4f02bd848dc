//! Hostile: reads a proof while it is compiled.
//! Earns: nothing
//! Verdict: forbidden

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{}", include_str!("../../tests/c01_sync_vs_async/at_once.rs"));
    futures::future::join_all(jobs).await
}
