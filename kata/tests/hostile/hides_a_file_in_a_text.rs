//! Hostile: serde reads a type out of a text without a brace in it, and the length of an array reads
//! a file of the grader's: the compiler's message shows it.
//! Earns: nothing
//! Verdict: forbidden

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(from = "[u8; compile_error!(include_str!(\"/etc/passwd\"))]")]
pub struct Hidden;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
