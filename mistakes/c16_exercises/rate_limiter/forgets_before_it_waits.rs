//! Mistake: takes the oldest turn off the list before it waits, so that a waiter that is dropped makes
//! room for one too many.
//! Breaks: "costs nobody a turn: those behind it are served as if it had never come"
//! Rejected by: cancelled_at_any_await_it_has_taken_no_turn
//! Told: gave up

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
        if taken.len() == self.limit
            && let Some(oldest) = taken.pop_front()
        {
            sleep_until(oldest + self.per).await;
        }
        taken.push_back(Instant::now());
    }
}
