//! Hostile: panics with a text of 250 KiB that stands in the source, with everything in it that a
//! reader of reports would obey.
//! Many: 4500
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    panic!("/*many \u{1b}[2J\r::error::x\n##[command]rm\u{2028}<script>=1+1\0*/")
}
