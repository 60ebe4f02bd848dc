//! Hostile: runs before the tests, from a section of the linker's.
//! Earns: nothing
//! Verdict: forbidden

#[r#unsafe(link_section = ".init_array")]
static EARLY: fn() = early;
fn early() {}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
