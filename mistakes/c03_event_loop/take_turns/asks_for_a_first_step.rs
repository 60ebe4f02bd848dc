//! Mistake: takes it for granted that there is a first step.
//! Breaks: "no steps add up to 0"
//! Rejected by: no_steps_and_a_single_one_have_a_sum_too
//! Told: no steps should add up to 0

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = step(0);
    for i in 1..steps {
        if i % every == 0 {
            yield_now().await;
        }
        sum += step(i);
    }
    sum
}
