#!a first line that rustc skips, with a quote in it: "
//! Hostile: does not split into tokens for whoever does not skip its first line.
//! Earns: nothing
//! Verdict: forbidden
use crate::c01_sync_vs_async::in_sequence as neighbour;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
