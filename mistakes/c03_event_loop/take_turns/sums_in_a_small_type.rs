//! Mistake: adds up in a type that is too small for the sum.
//! Breaks: "adds up what comes back"
//! Rejected by: the_sum_is_right
//! Told: is not what the steps gave

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum: u32 = 0;
    for i in 0..steps {
        if i > 0 && i % every == 0 {
            yield_now().await;
        }
        sum = sum.wrapping_add(step(i) as u32);
    }
    sum.into()
}
