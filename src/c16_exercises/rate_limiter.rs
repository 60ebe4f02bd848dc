//! # rate_limiter: so many a second
//!
//! Why: many services answer only so many requests a second, and punish whoever asks more. A
//! semaphore does not help: it limits how many run *at once*, not how many start *in a time*.
//!
//! Build a [`RateLimiter`], shared by many tasks behind an `Arc`, where [`RateLimiter::new`] takes a
//! limit and a time, for example 3 and one second, and [`RateLimiter::acquire`] returns when its
//! caller may go on and has a *turn*:
//!
//! - In no stretch of time as long as `per` are there more than `limit` turns, wherever you begin
//!   to measure. A turn at 0.9 s counts until 1.9 s, and at 1.9 s there is room again. A turn
//!   counts from the instant at which `acquire` returns, also where its future is polled late.
//!   `per` may be [`Duration::MAX`]: then nobody has a turn after the first `limit` callers.
//! - While there is room, nobody waits. After a pause a caller may take up to `limit` turns at once,
//!   however long the pause was, and no more.
//! - First come, first served: a newcomer does not overtake those who wait, not even when it comes
//!   at the very instant at which a turn falls due.
//! - A waiter that gives up (its future is dropped) costs nobody a turn: those behind it are
//!   served as if it had never come.
//!
//! Bad input: a limit of 0 is [`RateError::NoTurns`], a time of zero is [`RateError::NoTime`].
//!
//! Left open: whether a waiter that is not polled when its turn comes holds up those behind it. Both
//! settings zero, a time that is no whole number of milliseconds, and a limit of more than a million.
//!
//! Good to know: use tokio's clock, `tokio::time::Instant`. The tests run in virtual time, where the
//! clock of `std` stands still.
//!
//! In asyncio a cancelled waiter gets an exception and can tidy up in `finally`. Here it is
//! dropped at its `.await` and nothing after that runs. So change the shared state when the turn
//! comes, not before.
//!
//! Rule of thumb: ask of every `.await` what is left behind if this is the last thing that runs.

use std::time::Duration;

use thiserror::Error;

/// A limit that no limiter can keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RateError {
    /// Nobody would ever have a turn.
    #[error("a limit of no turns lets nobody through")]
    NoTurns,
    /// So many in no time is no limit.
    #[error("a limit needs a time that is longer than zero")]
    NoTime,
}

/// Lets at most so many callers through in any stretch of time of a given length.
pub struct RateLimiter {/* yours */}

impl RateLimiter {
    /// A limiter with `limit` turns in any stretch of time as long as `per`.
    ///
    /// # Errors
    /// If the limit or the time is zero.
    pub fn new(limit: usize, per: Duration) -> Result<Self, RateError> {
        todo!("remember that {limit} turns may be taken in any {per:?}")
    }

    /// Waits for a turn, and takes it.
    ///
    /// Cancel safe: dropped before it returns, it has taken no turn.
    pub async fn acquire(&self) {
        todo!("is there room? If not, from when on?")
    }
}
