//! Hostile: serde calls what moves the clock, named in a text.
//! Earns: nothing

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Moved {
    #[serde(default = "tokio::time::pause")]
    _unit: (),
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let moved: Result<Moved, _> = serde_json::from_str("{}");
    assert!(moved.is_ok());
    futures::future::join_all(jobs).await
}
