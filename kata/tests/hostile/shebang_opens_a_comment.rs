#!/* a first line that rustc skips, and that opens a comment for whoever does not
//! Hostile: hides what follows its first line from a look at the tokens.
//! Earns: nothing
//! Verdict: forbidden
// */
use crate::c01_sync_vs_async::in_sequence as neighbour;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
