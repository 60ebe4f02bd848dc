//! Mistake: sleeps for a moment instead of giving way.
//! Breaks: "Giving way takes no time on the clock"
//! Rejected by: giving_way_takes_no_time
//! Told: giving way is not sleeping

use std::num::NonZeroUsize;
use std::time::Duration;

use tokio::time::sleep;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = 0;
    for i in 0..steps {
        if i > 0 && i % every == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        sum += step(i);
    }
    sum
}
