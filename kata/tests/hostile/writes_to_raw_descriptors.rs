//! Hostile: writes a runner's lines and records to both streams through copies of their descriptors.
//! Earns: in part

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let copies = [
        std::io::stdout().as_fd().try_clone_to_owned(),
        std::io::stderr().as_fd().try_clone_to_owned(),
    ];
    for copy in copies.into_iter().flatten() {
        let text = b"test three_jobs_of_two_seconds_take_two ... ok\n{\"outcome\":\"passed\"}\n";
        drop(File::from(copy).write_all(text));
    }
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
