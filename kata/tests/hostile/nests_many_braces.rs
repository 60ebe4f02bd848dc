//! Hostile: thousands of blocks inside each other, for the compiler's parser.
//! Many: 3000
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    /*many {*/
    drop(jobs);
    Vec::new()
    /*many }*/
}
