//! Mistake: notes when a turn fell due, and not when it was taken: one that is fetched late leaves no
//! gap before the next.
//! Breaks: "counts from the instant at which `acquire` returns, also where its future is polled late"
//! Rejected by: a_turn_that_is_fetched_late_counts_from_then
//! Told: not from that at which it fell due

use std::collections::VecDeque;
use std::future::pending;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

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
pub struct RateLimiter {
    limit: usize,
    per: Duration,
    /// When the last turns were taken, at most `limit` of them, oldest first.
    taken: Mutex<VecDeque<Instant>>,
}

impl RateLimiter {
    /// A limiter with `limit` turns in any stretch of time as long as `per`.
    ///
    /// # Errors
    /// If the limit or the time is zero.
    pub fn new(limit: usize, per: Duration) -> Result<Self, RateError> {
        if limit == 0 {
            return Err(RateError::NoTurns);
        }
        if per.is_zero() {
            return Err(RateError::NoTime);
        }
        Ok(RateLimiter {
            limit,
            per,
            taken: Mutex::default(),
        })
    }

    /// Waits for a turn, and takes it.
    ///
    /// Cancel safe: dropped before it returns, it has taken no turn.
    pub async fn acquire(&self) {
        // tokio's lock is fair. Whoever is first holds it while it waits, the others queue for it.
        let mut taken = self.taken.lock().await;
        let mut turn = Instant::now();
        if taken.len() >= self.limit
            && let Some(oldest) = taken.front().copied()
        {
            // Dropped here, it gives the lock to the next and has changed nothing.
            match oldest.checked_add(self.per) {
                Some(room) => {
                    sleep_until(room).await;
                    turn = turn.max(room);
                }
                // No clock goes that far.
                None => pending().await,
            }
            taken.pop_front();
        }
        taken.push_back(turn);
    }
}
