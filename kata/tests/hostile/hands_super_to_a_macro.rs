//! Hostile: a macro is handed the word `super` in brackets and reaches its neighbour by it.
//! Earns: nothing
//! Verdict: forbidden

macro_rules! reach {
    ($up:tt) => {
        pub use $up::in_sequence as neighbour;
    };
}
reach!(super);

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
