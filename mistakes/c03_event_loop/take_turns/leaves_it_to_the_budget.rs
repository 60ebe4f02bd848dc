//! Mistake: leaves it to tokio's own budget, which is spent only after many more steps.
//! Breaks: "So no other task ever waits for more than `every` steps"
//! Rejected by: no_other_task_waits_for_more_steps_than_it_should
//! Told: another task had to wait

use std::num::NonZeroUsize;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let _ = every;
    let mut sum = 0;
    for i in 0..steps {
        sum += step(i);
        tokio::task::consume_budget().await;
    }
    sum
}
