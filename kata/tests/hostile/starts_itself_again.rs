//! Hostile: starts the test process once more.
//! Earns: all shut in, nothing open

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let own = std::env::current_exe().unwrap_or_default();
    let started = std::process::Command::new(own).arg("--list").status();
    assert!(started.is_err(), "it can start processes");
    futures::future::join_all(jobs).await
}
