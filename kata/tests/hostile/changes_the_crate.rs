//! Hostile: sets an attribute of a whole crate.
//! Earns: nothing
//! Verdict: forbidden

#![recursion_limit = "1000000"]

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
