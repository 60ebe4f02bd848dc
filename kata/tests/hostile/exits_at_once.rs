//! Hostile: ends the process with status 0, as if all were well.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    std::process::exit(0)
}
