//! Hostile: leaves the thread of the run inside a runtime of its own, for ever.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    if let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        let runtime: &'static _ = Box::leak(Box::new(runtime));
        std::mem::forget(runtime.enter());
    }
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
