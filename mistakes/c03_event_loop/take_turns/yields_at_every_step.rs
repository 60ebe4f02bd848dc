//! Mistake: gives way after each single step.
//! Breaks: "it gives way no more often than that"
//! Rejected by: it_gives_way_as_often_as_it_should_and_no_more
//! Told: gave way too often

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let _ = every;
    let mut sum = 0;
    for i in 0..steps {
        sum += step(i);
        yield_now().await;
    }
    sum
}
