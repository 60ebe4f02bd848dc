//! Hostile: sets panic hooks that swallow everything, again and again, and catches what unwinds.
//! Earns: in part

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    std::thread::spawn(|| {
        for _ in 0..1000 {
            std::panic::set_hook(Box::new(|_| ()));
            std::thread::yield_now();
        }
    });
    let _caught = std::panic::catch_unwind(|| panic!("nobody hears this"));
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
