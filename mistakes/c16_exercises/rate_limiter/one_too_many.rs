//! Mistake: lets one more through than the limit says.
//! Breaks: "In no stretch of time as long as `per` are there more than `limit` turns"
//! Rejected by: who_finds_no_room_waits_until_the_oldest_turn_is_a_second_old
//! Told: too many turns

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
        if taken.len() > self.limit
            && let Some(oldest) = taken.front().copied()
        {
            sleep_until(oldest + self.per).await;
            taken.pop_front();
        }
        taken.push_back(Instant::now());
    }
}
