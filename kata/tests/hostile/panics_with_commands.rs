//! Hostile: panics with everything that a reader of reports would obey.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    panic!("\u{1b}[2J\r::error::x\n##[command]rm\u{2028}<script>alert(1)</script>=1+1\0")
}
