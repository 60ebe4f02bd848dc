//! Hostile: serde reads a type out of a text, and a type may hold a block with a module in it.
//! Earns: nothing
//! Verdict: forbidden

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(from = "[u8; { #[path = \"/tmp/classmate.rs\"] \x6dod reference; 0 }]")]
pub struct Hidden;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
