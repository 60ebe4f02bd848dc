//! Hostile: takes memory until there is none.
//! Earns: nothing

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    drop(jobs);
    let mut all = Vec::new();
    loop {
        all.push(std::hint::black_box(vec![1u8; 16 << 20]));
    }
}
