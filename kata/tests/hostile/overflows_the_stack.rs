//! Hostile: calls itself until the stack is full.
//! Earns: nothing

#[allow(unconditional_recursion)]
fn dive(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 1024]);
    dive(depth + 1) + room[1]
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let deep = dive(jobs.len() as u64);
    println!("{deep}");
    Vec::new()
}
