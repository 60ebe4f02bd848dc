//! Hostile: opens its own memory, where the key of the seals is.
//! Earns: all shut in, nothing open

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let open = std::fs::File::open("/proc/self/mem");
    assert!(open.is_err(), "its memory is open");
    futures::future::join_all(jobs).await
}
