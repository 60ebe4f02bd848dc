//! Hostile: leaves a thread behind that never ends.
//! Earns: all

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
    });
    futures::future::join_all(jobs).await
}
