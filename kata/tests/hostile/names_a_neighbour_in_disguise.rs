//! Hostile: braces behind `r#mod` look like a module to whoever drops the mark, so that `super`
//! in them seems to stay in the file.
//! Earns: nothing
//! Verdict: forbidden

fn reach(r#mod: bool) -> bool {
    r#mod == {
        use super::in_sequence as _;
        true
    }
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
