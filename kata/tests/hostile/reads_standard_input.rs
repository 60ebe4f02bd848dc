//! Hostile: reads what is left of standard input, where the key came from.
//! Earns: in part

use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut told = String::new();
    drop(std::io::stdin().read_to_string(&mut told));
    if let Ok(copy) = std::io::stdin().as_fd().try_clone_to_owned() {
        drop(File::from(copy).read_to_string(&mut told));
    }
    assert!(told.is_empty(), "the order can be read: {told}");
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
