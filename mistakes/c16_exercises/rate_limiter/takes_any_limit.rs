//! Mistake: takes any numbers for granted, also a limit of 0.
//! Breaks: "a limit of 0 is RateError::NoTurns, a time of zero is RateError::NoTime"
//! Breaks: "If the limit or the time is zero"
//! Rejected by: a_limit_of_nothing_is_refused
//! Told: a limit of 0 is an error

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
