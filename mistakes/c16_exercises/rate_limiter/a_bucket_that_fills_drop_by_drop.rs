//! Mistake: has a bucket of turns that fills drop by drop: right after a burst there are some
//! again.
//! Breaks: "In no stretch of time as long as `per` are there more than `limit` turns"
//! Rejected by: who_finds_no_room_waits_until_the_oldest_turn_is_a_second_old
//! Told: as in a bucket that fills drop by drop

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
    /// So many turns are in it, since then.
    bucket: Mutex<(usize, Instant)>,
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
            bucket: Mutex::new((limit, Instant::now())),
        })
    }

    pub async fn acquire(&self) {
        let mut bucket = self.bucket.lock().await;
        let (turns, since) = &mut *bucket;
        let each = self.per / u32::try_from(self.limit).unwrap_or(u32::MAX);
        loop {
            let now = Instant::now();
            while *turns < self.limit && now - *since >= each {
                *turns += 1;
                *since += each;
            }
            if *turns == self.limit {
                *since = now;
            }
            if *turns > 0 {
                *turns -= 1;
                return;
            }
            sleep(each - (now - *since)).await;
        }
    }
}
