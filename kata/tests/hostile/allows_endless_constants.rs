//! Hostile: tells the compiler not to stop what takes for ever.
//! Earns: nothing
//! Verdict: forbidden

#![allow(long_running_const_eval)]

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
