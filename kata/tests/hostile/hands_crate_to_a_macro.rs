//! Hostile: a macro is handed the word `crate` and reaches its neighbour by it, whose type then ends
//! the process when it is dropped.
//! Beside: shared_account
//! Earns: nothing
//! Verdict: forbidden

macro_rules! reach {
    ($root:tt) => {
        impl<S> Drop for $root::c12_synchronization::shared_account::Bank<S> {
            fn drop(&mut self) {
                std::process::exit(0);
            }
        }
    };
}
reach!(crate);

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
