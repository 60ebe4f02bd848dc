//! Mistake: adds the time to the instant of a turn, which not every time bears.
//! Breaks: "`per` may be Duration::MAX: then nobody has a turn after the first `limit` callers"
//! Rejected by: a_turn_may_be_a_day_old_and_still_count
//! Told: overflow when adding duration to instant

use std::collections::VecDeque;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RateError {
    #[error("a limit of no turns lets nobody through")]
    NoTurns,
    #[error("a limit needs a time that is longer than zero")]
    NoTime,
}

pub struct RateLimiter {
    limit: usize,
    per: Duration,
    taken: Mutex<VecDeque<Instant>>,
}

impl RateLimiter {
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

    pub async fn acquire(&self) {
        let mut taken = self.taken.lock().await;
        if taken.len() >= self.limit
            && let Some(oldest) = taken.front().copied()
        {
            sleep_until(oldest + self.per).await;
            taken.pop_front();
        }
        taken.push_back(Instant::now());
    }
}
