//! Mistake: collects what the steps of a stretch give, and reserves room for all of them.
//! Breaks: "After every `every` steps it gives way once"
//! Rejected by: as_many_steps_as_you_like_may_lie_between_two_turns
//! Told: capacity overflow

use std::num::NonZeroUsize;

use tokio::task::yield_now;
pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let mut sum = 0;
    let mut stretch = Vec::with_capacity(every.get());
    for i in 0..steps {
        stretch.push(step(i));
        if stretch.len() == every.get() {
            sum += stretch.drain(..).sum::<u64>();
            yield_now().await;
        }
    }
    sum + stretch.iter().sum::<u64>()
}
