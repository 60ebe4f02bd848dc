//! Hostile: keeps the compiler busy with a constant.
//! Earns: nothing
//! Verdict: does_not_compile

const FOR_EVER: u64 = {
    let mut n = 0;
    while n < u64::MAX {
        n += 1;
    }
    n
};

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{FOR_EVER}");
    drop(jobs);
    Vec::new()
}
