//! Mistake: makes all the steps at once, and gives way only while it adds up.
//! Breaks: "So no other task ever waits for more than `every` steps"
//! Rejected by: no_other_task_waits_for_more_steps_than_it_should
//! Told: another task had to wait

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let numbers: Vec<u64> = (0..steps).map(step).collect();
    let mut sum = 0;
    for stretch in numbers.chunks(every.get()) {
        sum += stretch.iter().sum::<u64>();
        yield_now().await;
    }
    sum
}
