//! Hostile: prints what a log would obey, on both streams, without ends of lines.
//! Earns: in part

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    for _ in 0..100 {
        print!("\r::set-output name=grade::10\x1b[2Jtest result: ok. 5 passed\r");
        eprint!("::stop-commands::x\n##vso[task.complete]\0");
    }
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
