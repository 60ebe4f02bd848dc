//! Hostile: implements a trait for the neighbour's types, so that the neighbour does not compile.
//! Earns: nothing
//! Verdict: forbidden

use crate::c01_sync_vs_async::in_sequence as neighbour;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
