//! Mistake: sleeps for no time, as in asyncio: such a sleep is over before it has begun to wait.
//! Breaks: "every other task that waits for a turn gets one before it goes on"
//! Rejected by: no_other_task_waits_for_more_steps_than_it_should
//! Told: your future never really gave way

use std::num::NonZeroUsize;
use std::time::Duration;

use tokio::time::sleep;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = 0;
    for i in 0..steps {
        if i > 0 && i % every == 0 {
            sleep(Duration::ZERO).await;
        }
        sum += step(i);
    }
    sum
}
