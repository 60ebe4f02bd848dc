//! Seeded variation: sizes, durations and orders that no constant can satisfy.

use std::ops::RangeInclusive;
use std::time::Duration;

use fastrand::Rng;

/// A source of variation that is the same for the same seed.
///
/// ```
/// use lab::{Draw, ms};
/// let (mut one, mut other) = (Draw::new(7), Draw::new(7));
/// assert_eq!(one.times(ms(100), 1..=20), other.times(ms(100), 1..=20));
/// ```
pub struct Draw(Rng);

impl Draw {
    /// A source that starts from this seed.
    pub fn new(seed: u64) -> Self {
        Draw(Rng::with_seed(seed))
    }

    /// A number within the range, both ends included.
    pub fn size(&mut self, range: RangeInclusive<usize>) -> usize {
        self.0.usize(range)
    }

    /// A whole number of steps within the range, as a duration: `times(ms(100), 1..=20)` is
    /// something from 100 ms to 2 s that still draws well.
    pub fn times(&mut self, step: Duration, range: RangeInclusive<u32>) -> Duration {
        step * self.0.u32(range)
    }

    /// True in half of the cases.
    pub fn coin(&mut self) -> bool {
        self.0.bool()
    }

    /// One of these.
    ///
    /// # Panics
    /// If there are none.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.0.usize(..among.len())]
    }

    /// Puts these into another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        self.0.shuffle(items);
    }
}
