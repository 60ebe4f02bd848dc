//! Hostile: panics with 20 MiB of text.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    panic!("{}", "all is well\n".repeat(2 << 20))
}
