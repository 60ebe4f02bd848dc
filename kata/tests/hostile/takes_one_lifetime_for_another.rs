//! Hostile: reads memory that is not its own, in safe Rust, by a hole of rustc's (issue 25860).
//! Earns: nothing
//! Verdict: forbidden

fn longer<'short, 'long, T>(_: &'long &'short (), value: &'short T) -> &'long T {
    value
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
