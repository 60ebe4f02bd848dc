//! Mistake: reckons with the end of a stretch, which may lie beyond the largest number.
//! Breaks: "After every `every` steps it gives way once"
//! Rejected by: as_many_steps_as_you_like_may_lie_between_two_turns
//! Told: attempt to add with overflow

use std::num::NonZeroUsize;

use tokio::task::yield_now;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let (mut sum, mut next) = (0, every.get() + 1);
    for i in 0..steps {
        if i + 1 == next {
            next += every.get();
            yield_now().await;
        }
        sum += step(i);
    }
    sum
}
