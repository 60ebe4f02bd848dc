//! Hostile: puts the names of failed tests into the sealed lines of passed ones, and copies sealed
//! lines to the end of the file: more at each call, until no file may be so large and the process is
//! ended. Where another thread has emptied the file just then, all tests are tried once more, alone.
//! Earns: at most one_after_another

fn rename() {
    let records = std::env::temp_dir().with_file_name("records.jsonl");
    let text = std::fs::read_to_string(&records).unwrap_or_default();
    let passed: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("passed"))
        .collect();
    let name = |line: &str| {
        let (_, rest) = line.split_once("\"test\":\"")?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let mut more = String::new();
    for line in text.lines().filter(|line| line.contains("failed")) {
        for sealed in &passed {
            if let (Some(own), Some(other)) = (name(line), name(sealed)) {
                more += &format!("{}\n{sealed}\n", sealed.replace(&other, &own));
            }
        }
    }
    if !more.is_empty() {
        drop(std::fs::write(&records, text.clone() + &more));
    }
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    rename();
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
