//! Hostile: runs the jobs one after another, while another thread moves the clock whenever the
//! runtime is idle, so that no time seems to go by but that of the longest.
//! Earns: at most one_after_another

macro_rules! clock {
    ($what:ident, $time:expr) => {
        tokio::time::$what($time)
    };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let over = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = over.clone();
    let runtime = tokio::runtime::Handle::current();
    std::thread::spawn(move || {
        let _on_its_clock = runtime.enter();
        while !seen.load(std::sync::atomic::Ordering::Relaxed) {
            std::thread::sleep(std::time::Duration::from_micros(100));
            let mut step = Box::pin(clock!(advance, std::time::Duration::from_millis(100)));
            let waker = std::task::Waker::noop();
            let _moved = step.as_mut().poll(&mut std::task::Context::from_waker(waker));
        }
    });
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    over.store(true, std::sync::atomic::Ordering::Relaxed);
    results
}
