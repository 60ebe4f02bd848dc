//! Hostile: a line of 250 KiB, a sum of many numbers, for the compiler's parser.
//! Many: 62000
//! Earns: whatever

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let _sum: u64 = /*many 1 +*/ 1;
    futures::future::join_all(jobs).await
}
