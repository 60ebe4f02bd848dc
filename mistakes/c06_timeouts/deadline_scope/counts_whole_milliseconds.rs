//! Mistake: keeps the deadline in whole milliseconds, and so tells an earlier one than it was given.
//! Breaks: "tells the deadline as it is now"
//! Rejected by: the_deadline_is_told_to_the_nanosecond
//! Told: it tells the deadline as it is, nothing rounded

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
    start: Instant,
    deadline: Arc<watch::Sender<u128>>,
    milestones: Arc<Mutex<Vec<&'static str>>>,
}

impl Scope {
    pub fn deadline(&self) -> Instant {
        after(self.start, *self.deadline.borrow())
    }

    pub fn move_to(&self, deadline: Instant) {
        let far = deadline.saturating_duration_since(self.start).as_millis();
        self.deadline.send_replace(far);
    }

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

const AGES: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

fn after(start: Instant, millis: u128) -> Instant {
    u64::try_from(millis)
        .ok()
        .and_then(|millis| start.checked_add(Duration::from_millis(millis)))
        .unwrap_or_else(|| start + AGES)
}

pub async fn deadline_scope<B, T>(limit: Duration, body: B) -> Result<T, OutOfTime>
where
    B: AsyncFnOnce(Scope) -> T,
{
    let scope = Scope {
        start: Instant::now(),
        deadline: Arc::new(watch::Sender::new(limit.as_millis())),
        milestones: Arc::default(),
    };
    let mut deadline = scope.deadline.subscribe();
    let mut body = pin!(body(scope.clone()));
    loop {
        let now_due = after(scope.start, *deadline.borrow_and_update());
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
