//! Hostile: a macro is handed what looks like how visible something is, and takes the word `crate` out
//! of it.
//! Earns: nothing
//! Verdict: forbidden

macro_rules! reach {
    (pub ($root:tt)) => {
        pub use $root::c01_sync_vs_async::in_sequence as neighbour;
    };
}
reach!(pub(crate));

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
