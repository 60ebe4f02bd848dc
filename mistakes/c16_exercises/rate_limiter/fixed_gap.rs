//! Mistake: spreads the turns evenly, with a fixed gap between any two.
//! Breaks: "While there is room, nobody waits"
//! Rejected by: nobody_waits_while_there_is_room
//! Told: though there was room

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
    gap: Duration,
    last: Mutex<Option<Instant>>,
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
            gap: per / limit as u32,
            last: Mutex::default(),
        })
    }

    pub async fn acquire(&self) {
        let mut last = self.last.lock().await;
        if let Some(last) = *last {
            sleep_until(last + self.gap).await;
        }
        *last = Some(Instant::now());
    }
}
