//! Mistake: gives way twice each time, to be sure.
//! Breaks: "it gives way once"
//! Rejected by: it_gives_way_as_often_as_it_should_and_no_more
//! Told: twice in a row

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = 0;
    for i in 0..steps {
        if i > 0 && i % every == 0 {
            yield_now().await;
            yield_now().await;
        }
        sum += step(i);
    }
    sum
}
