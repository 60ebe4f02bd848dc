//! Hostile: writes results of its own where the lab writes them.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let json = r#"{"test":"at_once::three_jobs_of_two_seconds_take_two","outcome":"passed","message":"","cause":"","expected":null,"actual":{"lanes":[]}}"#;
    let line = format!("{} {json}\n", "0".repeat(32));
    let _written = std::fs::write(std::env::temp_dir().with_file_name("records.jsonl"), line);
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
