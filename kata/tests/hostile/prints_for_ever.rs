//! Hostile: prints and never stops.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    loop {
        println!("{}", "more and more ".repeat(1000));
    }
}
