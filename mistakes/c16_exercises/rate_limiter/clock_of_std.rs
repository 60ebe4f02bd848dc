//! Mistake: measures with `std::time::Instant` while it waits on tokio's clock.
//! Breaks: "While there is room, nobody waits"
//! Rejected by: nobody_waits_while_there_is_room
//! Told: the clock of `std` stands still here

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use thiserror::Error;
use tokio::sync::Mutex;
use tokio::time::sleep;

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
            sleep(self.per.saturating_sub(oldest.elapsed())).await;
        }
        taken.push_back(Instant::now());
    }
}
