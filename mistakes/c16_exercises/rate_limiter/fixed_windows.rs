//! Mistake: counts the turns of each full second, and starts again at the next.
//! Breaks: "In no stretch of time as long as `per` are there more than `limit` turns"
//! Rejected by: who_finds_no_room_waits_until_the_oldest_turn_is_a_second_old
//! Told: in every stretch of time

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
    window: Mutex<(Instant, usize)>,
}

impl RateLimiter {
    pub fn new(limit: usize, per: Duration) -> Result<Self, RateError> {
        if limit == 0 {
            return Err(RateError::NoTurns);
        }
        if per.is_zero() {
            return Err(RateError::NoTime);
        }
        let window = Mutex::new((Instant::now(), 0));
        Ok(RateLimiter { limit, per, window })
    }

    pub async fn acquire(&self) {
        let mut window = self.window.lock().await;
        while window.0 + self.per <= Instant::now() {
            *window = (window.0 + self.per, 0);
        }
        if window.1 == self.limit {
            sleep_until(window.0 + self.per).await;
            *window = (window.0 + self.per, 0);
        }
        window.1 += 1;
    }
}
