//! Lengths of time, as tests write them.

use std::time::Duration;

/// So many seconds: short for [`Duration::from_secs`].
#[must_use]
pub const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// So many milliseconds: short for [`Duration::from_millis`].
#[must_use]
pub const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// A day: longer than any patience that code under test may have without being told.
pub const A_DAY: Duration = secs(24 * 60 * 60);
