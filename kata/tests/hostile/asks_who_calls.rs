//! Hostile: tells one test from another by the line that it is called from.
//! Earns: nothing
//! Verdict: forbidden

#[track_caller]
pub fn line() -> u32 {
    std::panic::Location::caller().line()
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
