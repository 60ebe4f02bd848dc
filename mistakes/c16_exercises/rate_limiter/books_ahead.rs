//! Mistake: books its turn before it waits, and does not give it back when it is dropped.
//! Breaks: "costs nobody a turn: those behind it are served as if it had never come"
//! Rejected by: a_waiter_that_gives_up_costs_nobody_a_turn, cancelled_at_any_await_it_has_taken_no_turn
//! Told: gave up

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use thiserror::Error;
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
    booked: Mutex<VecDeque<Instant>>,
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
            booked: Mutex::default(),
        })
    }

    pub async fn acquire(&self) {
        let turn = self.book();
        sleep_until(turn).await;
    }

    fn book(&self) -> Instant {
        let mut booked = self.booked.lock().unwrap_or_else(PoisonError::into_inner);
        let mut turn = Instant::now();
        if booked.len() == self.limit
            && let Some(oldest) = booked.pop_front()
        {
            turn = turn.max(oldest + self.per);
        }
        booked.push_back(turn);
        turn
    }
}
