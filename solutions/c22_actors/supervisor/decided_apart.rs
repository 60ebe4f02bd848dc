//! The decision stands apart from the running: a record of what has happened, without a clock of its own,
//! says what comes next.

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

/// What has happened so far, in time since the beginning.
struct Record {
    policy: Policy,
    failed: Vec<Duration>,
    pauses: Box<dyn Iterator<Item = Duration> + Send>,
}

/// One pause after another.
fn pauses(policy: Policy) -> Box<dyn Iterator<Item = Duration> + Send> {
    let double = |pause: &Duration| Some(pause.saturating_mul(2));
    let pauses = std::iter::successors(Some(policy.pause), double);
    Box::new(pauses.map(move |pause| pause.min(policy.longest)))
}

impl Record {
    /// How long to pause after a worker that ran from then until now, or nothing if it is enough.
    fn failure(&mut self, began: Duration, now: Duration) -> Option<Duration> {
        if now - began >= self.policy.calm {
            self.pauses = pauses(self.policy);
        }
        // The one that is too many, if it is still within the window.
        let too_many = self.failed.len().checked_sub(self.policy.restarts as usize);
        let oldest = too_many.map(|nth| self.failed.get(nth).copied().unwrap_or(now));
        self.failed.push(now);
        match oldest {
            Some(oldest) if now - oldest < self.policy.window => None,
            _ => self.pauses.next(),
        }
    }
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
    let beginning = Instant::now();
    let mut record = Record {
        policy,
        failed: Vec::new(),
        pauses: pauses(policy),
    };
    for starts in 1.. {
        let began = beginning.elapsed();
        let worker = AssertUnwindSafe(async { start().await }).catch_unwind();
        let last = match worker.await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => Failure::Error(error),
            Err(_panic) => Failure::Panicked,
        };
        match record.failure(began, beginning.elapsed()) {
            Some(pause) => sleep(pause).await,
            None => return Err(GaveUp { last, starts }),
        }
    }
    unreachable!("nobody lives to see that many starts")
}
