//! Mistake: a semaphore whose permit is given back as soon as `acquire` returns.
//! Breaks: "In no stretch of time as long as `per` are there more than `limit` turns"
//! Rejected by: a_new_second_does_not_bring_a_second_burst, a_hundred_tasks_share_the_turns
//! Told: too many turns

use std::time::Duration;

use thiserror::Error;
use tokio::sync::Semaphore;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RateError {
    #[error("a limit of no turns lets nobody through")]
    NoTurns,
    #[error("a limit needs a time that is longer than zero")]
    NoTime,
}

pub struct RateLimiter {
    turns: Semaphore,
}

impl RateLimiter {
    pub fn new(limit: usize, per: Duration) -> Result<Self, RateError> {
        if limit == 0 {
            return Err(RateError::NoTurns);
        }
        if per.is_zero() {
            return Err(RateError::NoTime);
        }
        let turns = Semaphore::new(limit);
        Ok(RateLimiter { turns })
    }

    pub async fn acquire(&self) {
        let _permit = self.turns.acquire().await;
    }
}
