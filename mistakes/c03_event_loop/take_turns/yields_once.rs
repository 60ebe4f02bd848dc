//! Mistake: gives way once, before it begins.
//! Breaks: "After every `every` steps it gives way once"
//! Rejected by: no_other_task_waits_for_more_steps_than_it_should
//! Told: another task had to wait

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let _ = every;
    yield_now().await;
    (0..steps).map(step).sum()
}
