//! Hostile: includes the reference.
//! Earns: nothing
//! Verdict: forbidden

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    include!("../../../../../../solutions/c01_sync_vs_async/at_once.rs")
}
