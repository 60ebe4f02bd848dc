//! Instead of a watched value, one timer that is reset to the deadline after each poll of the body.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, sleep_until};

/// The deadline passed before the body was done.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("out of time after {reached:?}")]
pub struct OutOfTime {
    /// The milestones that the body noted, in order.
    pub reached: Vec<&'static str>,
}

/// What a body knows of the deadline that it runs under. Clones speak of the same deadline.
#[derive(Clone)]
pub struct Scope(Arc<Mutex<State>>);

struct State {
    deadline: Instant,
    reached: Vec<&'static str>,
}

impl Scope {
    /// The deadline as it is now.
    pub fn deadline(&self) -> Instant {
        self.state().deadline
    }

    /// Moves the deadline.
    pub fn move_to(&self, deadline: Instant) {
        self.state().deadline = deadline;
    }

    /// Notes that the body came so far.
    pub fn reached(&self, milestone: &'static str) {
        self.state().reached.push(milestone);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs the body under one deadline, `limit` from now.
///
/// # Errors
/// [`OutOfTime`] if the deadline passes first; by then the body is dropped.
pub async fn deadline_scope<B, T>(limit: Duration, body: B) -> Result<T, OutOfTime>
where
    B: AsyncFnOnce(Scope) -> T,
{
    let now = Instant::now();
    // Thirty years, where an `Instant` cannot hold more.
    let ages = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    let deadline = now.checked_add(limit).unwrap_or_else(|| now + ages);
    let scope = Scope(Arc::new(Mutex::new(State {
        deadline,
        reached: Vec::new(),
    })));
    let mut timer = pin!(sleep_until(deadline));
    let mut body = pin!(body(scope.clone()));
    poll_fn(|cx| {
        if let Poll::Ready(given) = body.as_mut().poll(cx) {
            return Poll::Ready(Ok(given));
        }
        let deadline = scope.deadline();
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(cx).map(|()| {
            let reached = scope.state().reached.clone();
            Err(OutOfTime { reached })
        })
    })
    .await
}
