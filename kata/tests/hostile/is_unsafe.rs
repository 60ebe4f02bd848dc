//! Hostile: goes past the compiler's checks.
//! Earns: nothing
//! Verdict: forbidden

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    unsafe { std::env::set_var("A", "B") };
    futures::future::join_all(jobs).await
}
