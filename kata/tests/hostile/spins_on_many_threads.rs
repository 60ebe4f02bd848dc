//! Hostile: starts threads without end, and has them all compute.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    loop {
        let small = std::thread::Builder::new().stack_size(16 << 10);
        if small
            .spawn(|| {
                loop {
                    std::hint::spin_loop()
                }
            })
            .is_err()
        {
            std::thread::yield_now();
        }
    }
}
