//! Mistake: starts a worker again at least once, whatever it is told.
//! Breaks: "where `restarts` is 0, the first failure is the last"
//! Rejected by: what_failed_last_is_told
//! Told: called 2 times, where 1 would be right

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use thiserror::Error;
use tokio::time::{Instant, sleep};

/// How often and how fast a worker is started again.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The first pause.
    pub pause: Duration,
    /// No pause is longer.
    pub longest: Duration,
    /// A worker that has run for so long was calm.
    pub calm: Duration,
    /// So many failures are made good,
    pub restarts: u32,
    /// if they happen within this time.
    pub window: Duration,
}

/// How a worker failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// It gave this error.
    Error(E),
    /// It panicked.
    Panicked,
}

/// The worker has failed too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the worker failed too often; it was started {starts} times")]
pub struct GaveUp<E> {
    /// What failed last.
    pub last: Failure<E>,
    /// So many times the worker was started.
    pub starts: u64,
}

/// Runs a worker, and starts it again when it fails.
///
/// # Errors
/// [`GaveUp`], when it has failed too often.
pub async fn supervise<S, F, T, E>(policy: Policy, mut start: S) -> Result<T, GaveUp<E>>
where
    S: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    // Those within the window, oldest first.
    let mut failures: VecDeque<Instant> = VecDeque::new();
    let mut pause = policy.pause.min(policy.longest);
    let mut starts = 0;
    loop {
        starts += 1;
        let began = Instant::now();
        // The call stands inside, so that its panic is caught, too.
        let worker = AssertUnwindSafe(async { start().await });
        let last = match worker.catch_unwind().await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => Failure::Error(error),
            Err(_panic) => Failure::Panicked,
        };
        while let Some(oldest) = failures.front()
            && oldest.elapsed() >= policy.window
        {
            failures.pop_front();
        }
        failures.push_back(Instant::now());
        if failures.len() > policy.restarts.max(1) as usize {
            return Err(GaveUp { last, starts });
        }
        if began.elapsed() >= policy.calm {
            pause = policy.pause.min(policy.longest);
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(policy.longest);
    }
}
