//! Hostile: takes the macro that reads the compiler's environment under another name.
//! Earns: nothing

use std::env as told;

const PLACE: &str = told!("CARGO_MANIFEST_DIR");

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    println!("{PLACE}");
    Vec::new()
}
