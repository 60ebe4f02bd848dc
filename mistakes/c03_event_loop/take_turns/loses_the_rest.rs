//! Mistake: makes whole stretches only, and loses the steps that do not fill one.
//! Breaks: "`steps` times in all"
//! Rejected by: each_step_is_made_once_in_order
//! Told: not each was made once

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = 0;
    for stretch in 0..steps / every {
        let first = stretch * every.get();
        sum += (first..first + every.get()).map(&step).sum::<u64>();
        yield_now().await;
    }
    sum
}
