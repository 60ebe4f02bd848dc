//! Hostile: lets the clock of the test go and stops it again, past the look at its tokens.
//! Earns: nothing

macro_rules! clock {
    ($what:ident) => {
        tokio::time::$what()
    };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let results = futures::future::join_all(jobs).await;
    clock!(resume);
    clock!(pause);
    results
}
