//! Seeded variation: sizes, durations and orders that no constant can satisfy.

use std::ops::RangeInclusive;
use std::time::Duration;

use fastrand::Rng;

use crate::nasty;

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

    /// A duration within the range, in whole milliseconds, that is no multiple of 10 ms: 217 ms,
    /// 1003 ms. Whoever looks now and then instead of being woken comes too late.
    ///
    /// # Panics
    /// If there is none within the range.
    pub fn off_grid(&mut self, range: RangeInclusive<Duration>) -> Duration {
        let to = range.end().as_millis() as u64;
        let from = range.start().as_nanos().div_ceil(1_000_000) as u64;
        assert!(
            from < to || (from == to && !from.is_multiple_of(10)),
            "no whole number of milliseconds off the grid is within {range:?}"
        );
        loop {
            let time = self.0.u64(from..=to);
            if !time.is_multiple_of(10) {
                return Duration::from_millis(time);
            }
        }
    }

    /// Any text: often empty, of several lines, with escapes, with characters of several bytes,
    /// longer than a buffer. See [`nasty::TEXTS`].
    pub fn text(&mut self) -> String {
        nasty::text(&mut self.0)
    }

    /// A text without an end of a line in it, with white space at its ends, of quotes, of nothing.
    /// See [`nasty::LINES`].
    pub fn line(&mut self) -> String {
        nasty::line(&mut self.0)
    }

    /// A name, at most 100 bytes long, that is a file name on Linux, macOS and Windows and comes
    /// back as it was given: `-rf`, `.hidden`, `two  spaces`. Two draws may give the same. See
    /// [`nasty::NAMES`].
    pub fn name(&mut self) -> String {
        nasty::name(&mut self.0)
    }

    /// Any bytes: none, all there are, no UTF-8, more than fit a buffer. See [`nasty::BAD_UTF8`].
    pub fn bytes(&mut self) -> Vec<u8> {
        nasty::bytes(&mut self.0)
    }

    /// Up to twelve words without white space, some of them more than once, some of them alike:
    /// `the`, `The`, `then`. There may be none.
    pub fn words(&mut self) -> Vec<String> {
        nasty::words(&mut self.0)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ms, secs};

    #[test]
    fn off_the_grid_means_off_every_tenth() {
        let mut draw = Draw::new(1);
        for _ in 0..1000 {
            let time = draw.off_grid(ms(100)..=secs(2));
            assert!(ms(100) < time && time < secs(2));
            assert_ne!(time.as_nanos() % ms(10).as_nanos(), 0);
            assert_eq!(time.as_nanos() % ms(1).as_nanos(), 0);
        }
        assert_eq!(draw.off_grid(ms(7)..=ms(7)), ms(7));
        assert_eq!(draw.off_grid(ms(9)..=ms(10)), ms(9));
    }
}
