//! Hostile: has a type grow to twice its size with every call.
//! Earns: nothing
//! Verdict: does_not_compile

fn grow<T: Copy>(value: T, steps: usize) -> usize {
    match steps {
        0 => size_of::<T>(),
        _ => grow((value, value), steps - 1),
    }
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{}", grow(0, jobs.len()));
    futures::future::join_all(jobs).await
}
