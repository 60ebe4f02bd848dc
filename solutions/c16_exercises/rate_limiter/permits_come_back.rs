//! Instead of a list of instants, a semaphore whose permits are given back when their time is up.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::time::sleep;

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
    per: Duration,
    turns: Arc<Semaphore>,
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
            per,
            turns: Arc::new(Semaphore::new(limit)),
        })
    }

    /// Waits for a turn, and takes it.
    ///
    /// Cancel safe: dropped before it returns, it has taken no turn.
    pub async fn acquire(&self) {
        // The semaphore is fair, and a waiter that is dropped leaves its queue. It is never closed.
        let Ok(permit) = Arc::clone(&self.turns).acquire_owned().await else {
            return;
        };
        let per = self.per;
        // No await stands between the permit and this line: nobody can be dropped in between.
        tokio::spawn(async move {
            sleep(per).await;
            drop(permit);
        });
    }
}
