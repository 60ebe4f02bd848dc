//! Mistake: a window begins with its first turn, and when it is over, counting starts anew.
//! Breaks: "In no stretch of time as long as `per` are there more than `limit` turns"
//! Rejected by: no_stretch_of_time_holds_more_than_the_limit
//! Told: too many turns

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
    window: Mutex<(Option<Instant>, usize)>,
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
            window: Mutex::default(),
        })
    }

    pub async fn acquire(&self) {
        let mut window = self.window.lock().await;
        let began = window.0.unwrap_or_else(Instant::now);
        if window.1 == self.limit {
            sleep_until(began + self.per).await;
        }
        if began + self.per <= Instant::now() {
            *window = (None, 0);
        }
        window.0.get_or_insert_with(Instant::now);
        window.1 += 1;
    }
}
