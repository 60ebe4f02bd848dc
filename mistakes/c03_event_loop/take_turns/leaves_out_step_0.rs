//! Mistake: counts by the number of the step, which is 0 for the first, so that the first stretch is a step
//! too long.
//! Breaks: "So no other task ever waits for more than `every` steps"
//! Rejected by: no_other_task_waits_for_more_steps_than_it_should
//! Told: so it is the first time only

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = 0;
    for i in 0..steps {
        sum += step(i);
        if i != 0 && i.is_multiple_of(every.get()) {
            yield_now().await;
        }
    }
    sum
}
