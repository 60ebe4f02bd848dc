//! Hostile: takes the macro that reads the compiler's environment under another name.
//! Earns: in part

use std::env as told;

const PLACE: &str = told!("CARGO_MANIFEST_DIR");

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{PLACE}");
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
