//! Hostile: calls the system's own library.
//! Earns: nothing
//! Verdict: forbidden

unsafe extern "C" {
    fn _exit(status: i32) -> !;
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
