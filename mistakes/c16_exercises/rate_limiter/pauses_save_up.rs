//! Mistake: lets turns that nobody takes pile up during a pause.
//! Breaks: "however long the pause was, and no more"
//! Rejected by: a_pause_brings_a_full_burst_and_no_more
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
    windows: Mutex<(usize, Instant)>,
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
            windows: Mutex::new((limit, Instant::now())),
        })
    }

    pub async fn acquire(&self) {
        let mut windows = self.windows.lock().await;
        loop {
            while windows.1 + self.per <= Instant::now() {
                windows.1 += self.per;
                windows.0 += self.limit;
            }
            if windows.0 > 0 {
                windows.0 -= 1;
                return;
            }
            sleep_until(windows.1 + self.per).await;
        }
    }
}
