//! Hostile: starts a million tasks, then waits for ever.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    for _ in 0..1_000_000 {
        tokio::spawn(std::future::pending::<()>());
    }
    std::future::pending().await
}
