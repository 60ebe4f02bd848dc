//! Hostile: tells one test from another by the name of the type that it is handed, which holds the
//! test's, and has no limit where that one looks for it.
//! Earns: nothing
//! Verdict: forbidden

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    if std::any::type_name::<J>().contains("thousands_of_jobs") {
        return futures::future::join_all(jobs).await;
    }
    Vec::new()
}
