//! Mistake: counts its steps from 1.
//! Breaks: "calls `step(0)`, `step(1)` and so on"
//! Rejected by: each_step_is_made_once_in_order
//! Told: from 0 on

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = 0;
    for i in 1..=steps {
        sum += step(i);
        if i % every == 0 {
            yield_now().await;
        }
    }
    sum
}
