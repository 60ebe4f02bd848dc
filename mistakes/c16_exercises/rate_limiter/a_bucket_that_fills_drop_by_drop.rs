//! Mistake: has a bucket of turns that fills drop by drop: right after a burst there are some
//! again.
//! Breaks: "In no stretch of time as long as `per` are there more than `limit` turns"
//! Rejected by: who_finds_no_room_waits_until_the_oldest_turn_is_a_second_old
//! Told: too many turns

use std::time::Duration;

use thiserror::Error;
use tokio::sync::Mutex;
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
    bucket: Mutex<(f64, Instant)>,
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
            bucket: Mutex::new((limit as f64, Instant::now())),
        })
    }

    pub async fn acquire(&self) {
        let mut bucket = self.bucket.lock().await;
        let each = self.per.as_secs_f64() / self.limit as f64;
        loop {
            let now = Instant::now();
            bucket.0 += (now - bucket.1).as_secs_f64() / each;
            bucket.0 = bucket.0.min(self.limit as f64);
            bucket.1 = now;
            if bucket.0 >= 1.0 {
                bucket.0 -= 1.0;
                return;
            }
            sleep(Duration::from_secs_f64((1.0 - bucket.0) * each)).await;
        }
    }
}
