//! Hostile: locks a mutex of `std` twice.
//! Earns: nothing
//! Verdict: hung

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let lock = std::sync::Mutex::new(jobs.len());
    let first = lock.lock();
    let second = lock.lock();
    println!("{} {}", first.is_ok(), second.is_ok());
    Vec::new()
}
