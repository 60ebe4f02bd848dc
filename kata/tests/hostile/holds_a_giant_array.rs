//! Hostile: has a constant of 64 GiB.
//! Earns: nothing
//! Verdict: does_not_compile

static GIANT: [u64; 1 << 33] = [7; 1 << 33];

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{}", GIANT[jobs.len()]);
    futures::future::join_all(jobs).await
}
