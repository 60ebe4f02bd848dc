//! Hostile: runs each job on a thread and a runtime of its own, as far as jobs let it.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let run = |job: J| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(job)
    };
    jobs.into_iter().map(run).collect()
}
