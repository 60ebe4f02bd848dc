//! Hostile: a module whose text is what a classmate handed in for another kata, which is built beside.
//! Earns: nothing
//! Verdict: forbidden

macro_rules! declare {
    ($attribute:ident $keyword:tt $name:ident $body:tt) => {
        #[$attribute = "in_sequence.rs"]
        $keyword $name;
    };
}
declare!(path mod classmate {});

pub use classmate::in_sequence;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
