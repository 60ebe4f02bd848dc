//! Hostile: overwrites its neighbour's proof and its own.
//! Earns: in part

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let member = std::env::current_dir().unwrap_or_default();
    for kata in ["at_once", "in_sequence"] {
        let proof = member.join(format!("tests/c01_sync_vs_async/{kata}.rs"));
        let _written = std::fs::write(proof, "");
    }
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
