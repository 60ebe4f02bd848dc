//! Hostile: puts a folder where the grader reads records.
//! Earns: at most one_after_another

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let records = std::env::temp_dir().with_file_name("records.jsonl");
    let _gone = std::fs::remove_file(&records);
    let _made = std::fs::create_dir(&records);
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
