//! Hostile: ends the process while several tests are in it, and behaves once a test is run alone and
//! named in the arguments: but not where it need not.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let named: Vec<String> = std::env::args().filter(|name| name.contains("::")).collect();
    match named.as_slice() {
        [only] if only.contains("three_jobs") => futures::future::join_all(jobs).await,
        [_] => Vec::new(),
        _ => std::process::exit(0),
    }
}
