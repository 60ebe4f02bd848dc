//! Hostile: starts threads that never end, as many as it gets.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    loop {
        let thread = std::thread::Builder::new().spawn(|| {
            loop {
                std::thread::park();
            }
        });
        drop(thread);
    }
}
