//! Hostile: computes for ever without an `.await`.
//! Earns: nothing
//! Verdict: hung

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let mut n = jobs.len();
    loop {
        n = std::hint::black_box(n.wrapping_add(1));
    }
}
