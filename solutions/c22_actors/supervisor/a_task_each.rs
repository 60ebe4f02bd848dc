//! Each worker is a task of its own, which tells a panic from an error by itself, and ends with the set
//! that it is in.

use std::time::Duration;

use thiserror::Error;
use tokio::task::JoinSet;
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
    let (mut failures, mut starts) = (Vec::new(), 0);
    let first = policy.pause.min(policy.longest);
    let mut pause = first;
    let mut tasks = JoinSet::new();
    loop {
        starts += 1;
        let began = Instant::now();
        // A call that panics does so in the task, and does not take `start` with it.
        let (back, given) = tokio::sync::oneshot::channel();
        tasks.spawn(async move {
            let called = std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut start));
            let _ = back.send(start);
            match called {
                Ok(worker) => worker.await,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        let outcome = tasks.join_next().await;
        let last = match outcome {
            Some(Ok(Ok(value))) => return Ok(value),
            Some(Ok(Err(error))) => Failure::Error(error),
            Some(Err(_)) | None => Failure::Panicked,
        };
        let Ok(again) = given.await else {
            return Err(GaveUp { last, starts });
        };
        start = again;
        failures.retain(|failed: &Instant| failed.elapsed() < policy.window);
        failures.push(Instant::now());
        if failures.len() as u64 > u64::from(policy.restarts) {
            return Err(GaveUp { last, starts });
        }
        if began.elapsed() >= policy.calm {
            pause = first;
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(policy.longest);
    }
}
