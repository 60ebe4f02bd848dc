//! The deadline is a value that can be watched. Each round of the loop waits for the body, for a
//! change of the deadline, or for the deadline as it is, in this order.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::watch;
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
pub struct Scope {
    deadline: Arc<watch::Sender<Instant>>,
    milestones: Arc<Mutex<Vec<&'static str>>>,
}

impl Scope {
    /// The deadline as it is now.
    pub fn deadline(&self) -> Instant {
        *self.deadline.borrow()
    }

    /// Moves the deadline.
    pub fn move_to(&self, deadline: Instant) {
        self.deadline.send_replace(deadline);
    }

    /// Notes that the body came so far.
    pub fn reached(&self, milestone: &'static str) {
        self.milestones().push(milestone);
    }

    fn milestones(&self) -> MutexGuard<'_, Vec<&'static str>> {
        // Never held across an await, so a plain lock will do.
        self.milestones
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// So long that nobody waits for its end, and short enough for an `Instant`.
const AGES: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The instant `limit` from now. A plain `+` panics where an `Instant` cannot hold the sum.
fn from_now(limit: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(limit).unwrap_or_else(|| now + AGES)
}

/// Runs the body under one deadline, `limit` from now.
///
/// Dropping the returned future drops the body.
///
/// # Errors
/// [`OutOfTime`] if the deadline passes first; by then the body is dropped.
pub async fn deadline_scope<B, T>(limit: Duration, body: B) -> Result<T, OutOfTime>
where
    B: AsyncFnOnce(Scope) -> T,
{
    let scope = Scope {
        deadline: Arc::new(watch::Sender::new(from_now(limit))),
        milestones: Arc::default(),
    };
    let mut deadline = scope.deadline.subscribe();
    let mut body = pin!(body(scope.clone()));
    loop {
        let now_due = *deadline.borrow_and_update();
        tokio::select! {
            biased;
            given = &mut body => return Ok(given),
            Ok(()) = deadline.changed() => {}
            () = sleep_until(now_due) => {
                let reached = scope.milestones().clone();
                return Err(OutOfTime { reached });
            }
        }
    }
}
