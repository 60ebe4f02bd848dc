//! Mistake: gives way a hundred times at the most.
//! Breaks: "After every `every` steps it gives way once"
//! Rejected by: it_gives_way_as_often_as_it_should_and_no_more
//! Told: and never after that

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let (mut sum, mut turns) = (0, 0);
    for i in 0..steps {
        if i > 0 && i % every == 0 && turns < 100 {
            turns += 1;
            yield_now().await;
        }
        sum += step(i);
    }
    sum
}
