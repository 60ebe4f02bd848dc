//! Hostile: a static of each thread's own, so large that no process which holds it starts a dozen of
//! threads: and every test process of everybody holds it.
//! Earns: nothing
//! Verdict: does_not_compile

use std::mem::MaybeUninit;

thread_local! {
    static HELD: MaybeUninit<[u8; 200 << 20]> = const { MaybeUninit::uninit() };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    HELD.with(|held| {
        std::hint::black_box(held);
    });
    futures::future::join_all(jobs).await
}
