//! Hostile: a static of nearly all the memory that a test process may have. It takes no room in the
//! test binary, and every test process of everybody has it.
//! Earns: nothing
//! Verdict: does_not_compile

use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU8, Ordering};

static HELD: [MaybeUninit<[AtomicU8; 1 << 20]>; 1018] = [const { MaybeUninit::uninit() }; 1018];
static USED: AtomicU8 = AtomicU8::new(0);

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let held: &'static [MaybeUninit<[AtomicU8; 1 << 20]>; 1018] = std::hint::black_box(&HELD);
    USED.store(u8::from(held.as_ptr().is_null()), Ordering::Relaxed);
    futures::future::join_all(jobs).await
}
