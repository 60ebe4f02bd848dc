//! Mistake: counts the steps between two turns in a type that is smaller than that of `every`.
//! Breaks: "Between steps it gives way no more often than that"
//! Rejected by: as_many_steps_as_you_like_may_lie_between_two_turns
//! Told: with `every` of 4294967296, your function gave way

use std::num::NonZeroUsize;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = 0;
    let mut left = every.get() as u32;
    for i in 0..steps {
        sum += step(i);
        left = left.saturating_sub(1);
        if left == 0 {
            left = every.get() as u32;
            tokio::task::yield_now().await;
        }
    }
    sum
}
