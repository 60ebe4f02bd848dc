//! Hostile: lets the clock of the test run, past the look at its tokens.
//! Earns: nothing

macro_rules! clock {
    ($what:ident) => {
        tokio::time::$what()
    };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let _ignored = std::panic::catch_unwind(|| clock!(resume));
    futures::future::join_all(jobs).await
}
