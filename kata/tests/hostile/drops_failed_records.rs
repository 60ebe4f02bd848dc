//! Hostile: takes back the records of its first try and ends the process, so that every test is run
//! a second time, where it behaves.
//! Earns: at most one_after_another

use std::path::PathBuf;

fn records() -> PathBuf {
    std::env::temp_dir().with_file_name("records.jsonl")
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    std::thread::spawn(|| {
        for _ in 0..200 {
            std::thread::sleep(std::time::Duration::from_millis(10));
            if std::fs::read_to_string(records()).is_ok_and(|text| text.contains("failed")) {
                drop(std::fs::write(records(), ""));
                std::process::exit(0);
            }
        }
    });
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
