//! Mistake: takes the deadline as it is at the start and does not notice that it is moved.
//! Breaks: "moves the deadline to another instant"
//! Rejected by: the_deadline_can_be_moved_further_away
//! Told: cancelled too early

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

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
    let end = timeout_at(scope.deadline(), body(scope.clone())).await;
    end.map_err(|_| OutOfTime {
        reached: scope.milestones().clone(),
    })
}
