//! Mistake: lets the body, the clock and the moves of the deadline race in a `select!` that begins with
//! any of them.
//! Breaks: "If it is done then, or moves the deadline then, that counts"
//! Rejected by: done_exactly_at_the_deadline_is_done
//! Told: luck decides here

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
    milestones: Arc<Mutex<Vec<&'static str>>>,
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

    fn milestones(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.milestones
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

const AGES: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

pub async fn deadline_scope<B, T>(limit: Duration, body: B) -> Result<T, OutOfTime>
where
    B: AsyncFnOnce(Scope) -> T,
{
    let now = Instant::now();
    let deadline = now.checked_add(limit).unwrap_or_else(|| now + AGES);
    let scope = Scope {
        deadline: Arc::new(watch::Sender::new(deadline)),
        milestones: Arc::default(),
    };
    let mut deadline = scope.deadline.subscribe();
    let mut body = pin!(body(scope.clone()));
    loop {
        let now_due = *deadline.borrow_and_update();
        tokio::select! {
            given = &mut body => return Ok(given),
            Ok(()) = deadline.changed() => {}
            () = sleep_until(now_due) => {
                let reached = scope.milestones().clone();
                return Err(OutOfTime { reached });
            }
        }
    }
}
