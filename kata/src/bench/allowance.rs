//! How much of the processor's time the compiler may take for a build of answers.
//!
//! Time on the clock says little: beside other work a right answer takes as long as one that is
//! meant to keep the compiler busy. And how fast a machine is, only the machine tells: whoever takes
//! more than answers do as a rule is held to what the same build takes without answers.

use std::time::Duration;

/// What the compiler may take for a build of answers.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Of any build.
    pub base: Duration,
    /// Of each answer in it besides.
    pub each: Duration,
    /// So many times what the same build takes without answers, where that is more.
    pub times: u32,
}

impl Default for Allowance {
    fn default() -> Self {
        Allowance {
            base: Duration::from_secs(8),
            each: Duration::from_secs(1),
            times: 4,
        }
    }
}

impl Allowance {
    /// Of a build of so many answers, before anything is known of this machine.
    pub(super) fn usual(&self, answers: usize) -> Duration {
        let answers = u32::try_from(answers).unwrap_or(u32::MAX);
        self.base.saturating_add(self.each.saturating_mul(answers))
    }

    /// Of a build that takes so much without answers.
    pub(super) fn measured(&self, without_answers: Duration) -> Duration {
        without_answers.saturating_mul(self.times)
    }
}

/// Where the system counts no processor time, so much longer on the clock.
const ON_THE_CLOCK: u32 = 4;

/// The same as time on the clock, for systems that limit nothing else.
pub(super) fn on_the_clock(processor: Duration) -> Duration {
    processor.saturating_mul(ON_THE_CLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_may_take_more_the_more_answers_it_holds_and_the_slower_the_machine_is() {
        let allowance = Allowance {
            base: Duration::from_secs(8),
            each: Duration::from_millis(500),
            times: 6,
        };
        assert_eq!(allowance.usual(1), Duration::from_millis(8500));
        assert_eq!(allowance.usual(60), Duration::from_secs(38));
        assert_eq!(
            allowance.measured(Duration::from_secs(20)),
            Duration::from_secs(120)
        );
        assert_eq!(
            allowance.usual(usize::MAX),
            allowance.usual(u32::MAX as usize)
        );
    }
}
