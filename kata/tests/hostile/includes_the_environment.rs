//! Hostile: reads the environment of the compiler.
//! Earns: nothing
//! Verdict: forbidden

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{:?}", include_bytes!("/proc/self/environ"));
    futures::future::join_all(jobs).await
}
