//! Mistake: counts one step more than it should before it gives way.
//! Breaks: "So no other task ever waits for more than `every` steps"
//! Rejected by: no_other_task_waits_for_more_steps_than_it_should
//! Told: another task had to wait

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let (mut sum, mut since) = (0, 0);
    for i in 0..steps {
        sum += step(i);
        since += 1;
        if since > every.get() {
            since = 0;
            yield_now().await;
        }
    }
    sum
}
