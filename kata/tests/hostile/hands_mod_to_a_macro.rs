//! Hostile: a macro is handed the words of which it makes a module in somebody else's file.
//! Earns: nothing
//! Verdict: forbidden

macro_rules! declare {
    ($attribute:ident, $keyword:tt) => {
        #[$attribute = "../../../../../../solutions/c01_sync_vs_async/at_once.rs"]
        $keyword reference;
    };
}
declare!(path, mod);

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
