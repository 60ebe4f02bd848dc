//! Mistake: wraps each job in a `join_all` of its own and awaits that inside the loop: the right
//! word in the wrong place.
//! Breaks: "starts all jobs at the same instant"
//! Rejected by: three_jobs_of_two_seconds_take_two
//! Told: one after another

use futures::future::join_all;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut results = Vec::new();
    for job in jobs {
        results.extend(join_all([job]).await);
    }
    results
}
