//! Mistake: who finds no room looks again every so often, so that a newcomer can be quicker.
//! Breaks: "First come, first served: a newcomer does not overtake those who wait"
//! Rejected by: a_newcomer_does_not_overtake_who_waits
//! Told: somebody was overtaken

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, sleep};

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
        while !self.try_acquire() {
            sleep(Duration::from_millis(250)).await;
        }
    }

    fn try_acquire(&self) -> bool {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        while let Some(oldest) = taken.front()
            && *oldest + self.per <= now
        {
            taken.pop_front();
        }
        let room = taken.len() < self.limit;
        if room {
            taken.push_back(now);
        }
        room
    }
}
