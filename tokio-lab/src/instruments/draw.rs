//! Seeded variation: sizes, durations and orders that no constant can satisfy.

use std::ops::RangeInclusive;
use std::time::Duration;

use fastrand::Rng;

use crate::instruments::nasty;
use crate::record::notes::{Drawn, Notes};
use crate::timeline::short;

/// A source of variation that is the same for the same seed.
///
/// What [`Lab::draw`](crate::Lab::draw) gives is noted. A report tells it where neither a picture
/// nor a [case](crate::Lab::case) stands, and only if it is five values at the most. In virtual
/// time it tells the seed, too, which draws the same values again.
///
/// ```
/// use tokio_lab::{Draw, ms};
/// let (mut one, mut other) = (Draw::new(7), Draw::new(7));
/// assert_eq!(one.times(ms(100), 1..=20), other.times(ms(100), 1..=20));
/// ```
#[derive(Debug)]
pub struct Draw {
    rng: Rng,
    drawn: Drawn,
}

impl Draw {
    /// A source that starts from this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Draw::noted(seed, &Notes::default())
    }

    /// A source that starts from this seed and notes what it draws.
    pub(crate) fn noted(seed: u64, notes: &Notes) -> Self {
        Draw {
            rng: Rng::with_seed(seed),
            drawn: notes.source(),
        }
    }

    /// A number within the range, both ends included.
    pub fn size(&mut self, range: RangeInclusive<usize>) -> usize {
        let size = self.rng.usize(range);
        self.drawn.note(size.to_string());
        size
    }

    /// A whole number of steps within the range, as a duration: `times(ms(100), 1..=20)` is
    /// something from 100 ms to 2 s that still draws well.
    pub fn times(&mut self, step: Duration, range: RangeInclusive<u32>) -> Duration {
        let time = step * self.rng.u32(range);
        self.drawn.note(short(time));
        time
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
            let time = self.rng.u64(from..=to);
            if !time.is_multiple_of(10) {
                let time = Duration::from_millis(time);
                self.drawn.note(short(time));
                return time;
            }
        }
    }

    /// Any text: often empty, of several lines, with escapes, with characters of several bytes,
    /// longer than a buffer. See [`nasty::TEXTS`].
    pub fn text(&mut self) -> String {
        let text = nasty::text(&mut self.rng);
        self.drawn.note(format!("{text:?}"));
        text
    }

    /// A text without an end of a line in it, with white space at its ends, of quotes, of nothing.
    /// See [`nasty::LINES`].
    pub fn line(&mut self) -> String {
        let line = nasty::line(&mut self.rng);
        self.drawn.note(format!("{line:?}"));
        line
    }

    /// A name, at most 100 bytes long, that is a file name on Linux, macOS and Windows and comes
    /// back as it was given: `-rf`, `.hidden`, `two  spaces`. Two draws may give the same. See
    /// [`nasty::NAMES`].
    pub fn name(&mut self) -> String {
        let name = nasty::name(&mut self.rng);
        self.drawn.note(format!("{name:?}"));
        name
    }

    /// Any bytes: none, all there are, no UTF-8, more than fit a buffer. See [`nasty::BAD_UTF8`].
    pub fn bytes(&mut self) -> Vec<u8> {
        let bytes = nasty::bytes(&mut self.rng);
        self.drawn.note(format!("b\"{}\"", bytes.escape_ascii()));
        bytes
    }

    /// Up to twelve words without white space, some of them more than once, some of them alike:
    /// `the`, `The`, `then`. There may be none.
    pub fn words(&mut self) -> Vec<String> {
        let words = nasty::words(&mut self.rng);
        self.drawn.note(format!("{words:?}"));
        words
    }

    /// True in half of the cases.
    pub fn coin(&mut self) -> bool {
        let side = self.rng.bool();
        self.drawn.note(if side { "yes" } else { "no" }.to_owned());
        side
    }

    /// One of these.
    ///
    /// # Panics
    /// If there are none.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        let at = self.rng.usize(..among.len());
        self.drawn
            .note(format!("number {} of {}", at + 1, among.len()));
        &among[at]
    }

    /// Puts these into another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        // Numbers in place of the items, which need not be things that can be shown.
        let mut order: Vec<usize> = (1..=items.len()).collect();
        self.rng.clone().shuffle(&mut order);
        self.rng.shuffle(items);
        let order: Vec<String> = order.iter().map(usize::to_string).collect();
        self.drawn.note(format!("the order {}", order.join(" ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ms, secs};

    #[test]
    fn all_that_is_drawn_is_noted() {
        let notes = Notes::default();
        let mut draw = Draw::noted(3, &notes);
        let (size, time, side) = (draw.size(1..=9), draw.times(ms(100), 1..=9), draw.coin());
        let mut letters = ['a', 'b', 'c'];
        draw.shuffle(&mut letters);
        let picked = *draw.pick(&letters);
        let order: Vec<String> = letters
            .iter()
            .map(|letter| (*letter as u32 - 'a' as u32 + 1).to_string())
            .collect();
        let at = 1 + letters.iter().position(|letter| *letter == picked).unwrap();
        let side = if side { "yes" } else { "no" };
        let expected = format!(
            "drawn, in this order: {size}, {}, {side}, the order {}, number {at} of 3",
            short(time),
            order.join(" "),
        );
        assert_eq!(notes.lines(false, ""), [expected]);
    }

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
