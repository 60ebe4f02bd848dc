//! Where to aim the next round: at the offset between two threads at which the outcome tips over.

use fastrand::Rng;

use super::Order;

/// The first step towards the tipping point, in turns of a loop that does nothing.
const FIRST_STEP: i64 = 256;

/// A step is not longer than this.
const LONGEST_STEP: i64 = 1 << 13;

/// So many outcomes of one kind in a row, and the steps get longer.
const STREAK: u32 = 8;

/// No thread is held back for longer than this.
const FARTHEST: i64 = 1 << 17;

/// How far from the tipping point a round may lie. Most lie near; the others find it again when the
/// cores have changed their pace, and try what else there is.
const WIDTHS: [i64; 12] = [0, 0, 2, 2, 4, 4, 8, 8, 16, 32, 128, 1024];

/// A running estimate of the tipping point.
pub(super) struct Aim {
    tip: i64,
    step: i64,
    streak: u32,
    last: Order,
    rng: Rng,
}

impl Aim {
    pub(super) fn new() -> Self {
        Aim {
            tip: 0,
            step: FIRST_STEP,
            streak: 0,
            last: Order::OneFirst,
            rng: Rng::with_seed(1),
        }
    }

    /// How long to hold back the first of the two, in turns of a loop; the second, if negative.
    pub(super) fn next(&mut self) -> i64 {
        let width = WIDTHS[self.rng.usize(..WIDTHS.len())];
        self.tip + self.rng.i64(-width..=width)
    }

    /// Steps towards where the other outcome comes about: closer and closer, and in longer steps
    /// when it does not come about for a while.
    pub(super) fn learn(&mut self, first: Order) {
        if first == self.last {
            self.streak += 1;
            if self.streak.is_multiple_of(STREAK) {
                self.step = (self.step * 2).min(LONGEST_STEP);
            }
        } else {
            self.streak = 0;
            self.step = (self.step / 2).max(1);
        }
        self.last = first;
        let step = match first {
            Order::OneFirst => self.step,
            Order::OtherFirst => -self.step,
        };
        self.tip = (self.tip + step).clamp(-FARTHEST, FARTHEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of so many rounds lie within ten turns of where the outcome tips over.
    fn near(tips_at: impl Fn(i64) -> i64, rounds: i64) -> i64 {
        let mut aim = Aim::new();
        let mut near = 0;
        for round in 0..rounds {
            let (offset, tip) = (aim.next(), tips_at(round));
            near += i64::from((offset - tip).abs() <= 10);
            aim.learn(if offset < tip {
                Order::OneFirst
            } else {
                Order::OtherFirst
            });
        }
        near
    }

    #[test]
    fn the_rounds_gather_where_the_outcome_tips_over() {
        for tip in [0, 137, -2_500, 60_000] {
            assert!(near(|_| tip, 10_000) > 2_000, "{tip}");
        }
    }

    #[test]
    fn a_tipping_point_that_moves_is_followed() {
        assert!(
            near(
                |round| if round % 4_000 < 2_000 { 300 } else { -900 },
                20_000
            ) > 3_000
        );
    }
}
