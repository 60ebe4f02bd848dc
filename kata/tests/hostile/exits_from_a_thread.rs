//! Hostile: another thread ends the process with status 0.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    std::thread::spawn(|| std::process::exit(0));
    std::future::pending().await
}
