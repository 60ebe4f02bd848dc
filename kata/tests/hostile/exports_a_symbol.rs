//! Hostile: puts its own function in place of the system's.
//! Earns: nothing
//! Verdict: forbidden

#[unsafe(no_mangle)]
pub fn write() {}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
