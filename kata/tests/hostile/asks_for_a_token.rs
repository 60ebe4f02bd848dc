//! Hostile: takes a variable of the compiler's environment.
//! Earns: nothing
//! Verdict: forbidden

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{:?}", option_env!("GITHUB_TOKEN"));
    futures::future::join_all(jobs).await
}
