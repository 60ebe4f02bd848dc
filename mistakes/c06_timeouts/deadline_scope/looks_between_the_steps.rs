//! Mistake: lets the body run and compares with the deadline only when it is done.
//! Breaks: "The deadline passes first: you give `OutOfTime`, at that very instant"
//! Breaks: "`OutOfTime` if the deadline passes first"
//! Rejected by: all_steps_share_one_budget, the_deadline_can_be_moved_nearer
//! Told: kept running after

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::watch;
use tokio::time::Instant;

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
    let given = body(scope.clone()).await;
    if Instant::now() > scope.deadline() {
        let reached = scope.milestones().clone();
        return Err(OutOfTime { reached });
    }
    Ok(given)
}
