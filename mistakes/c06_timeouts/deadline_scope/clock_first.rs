//! Mistake: looks at the clock before it looks at the body.
//! Breaks: "at the instant of the deadline it is polled once more before it is stopped"
//! Breaks: "If it is done then, or moves the deadline then, that counts"
//! Rejected by: done_exactly_at_the_deadline_is_done
//! Told: look at the body first, at the clock second

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

#[derive(Debug, Error, PartialEq, Eq)]
#[error("out of time after {reached:?}")]
pub struct OutOfTime {
    pub reached: Vec<&'static str>,
}

#[derive(Clone)]
pub struct Scope {
    deadline: Arc<watch::Sender<Instant>>,
    reached: Arc<Mutex<Vec<&'static str>>>,
}

impl Scope {
    fn milestones(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new(deadline: Instant) -> Self {
        Scope {
            deadline: Arc::new(watch::Sender::new(deadline)),
            reached: Arc::default(),
        }
    }
}

impl Scope {
    pub fn deadline(&self) -> Instant {
        *self.deadline.borrow()
    }

    pub fn move_to(&self, deadline: Instant) {
        self.deadline.send_replace(deadline);
    }

    pub fn reached(&self, milestone: &'static str) {
        self.milestones().push(milestone);
    }
}

pub async fn deadline_scope<B, T>(limit: Duration, body: B) -> Result<T, OutOfTime>
where
    B: AsyncFnOnce(Scope) -> T,
{
    // Thirty years, where an `Instant` holds no more.
    let ages = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    let now = Instant::now();
    let scope = Scope::new(now.checked_add(limit).unwrap_or(now + ages));
    let mut deadline = scope.deadline.subscribe();
    let mut body = pin!(body(scope.clone()));
    loop {
        let due = *deadline.borrow_and_update();
        tokio::select! {
            biased;
            () = sleep_until(due) => {
                let reached = scope.milestones().clone();
                return Err(OutOfTime { reached });
            }
            given = &mut body => return Ok(given),
            Ok(()) = deadline.changed() => {}
        }
    }
}
