//! Mistake: is `async` and never gives way: there is no await in it.
//! Breaks: "After every `every` steps it gives way once"
//! Rejected by: two_computations_take_turns
//! Told: did not go on in turn

use std::num::NonZeroUsize;

pub async fn take_turns(steps: usize, step: impl Fn(usize) -> u64, every: NonZeroUsize) -> u64 {
    let _ = every;
    (0..steps).map(step).sum()
}
