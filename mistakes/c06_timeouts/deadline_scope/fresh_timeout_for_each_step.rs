//! Mistake: gives every step the whole limit again, counted from the milestone before it.
//! Breaks: "All that the body awaits shares this one budget"
//! Breaks: "which changes nothing about the deadline"
//! Breaks: "stops it at the deadline"
//! Rejected by: all_steps_share_one_budget, the_sum_of_the_steps_decides
//! Told: noting a milestone moved the deadline

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
    limit: Duration,
    deadline: Arc<watch::Sender<Instant>>,
    reached: Arc<Mutex<Vec<&'static str>>>,
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
        self.move_to(after(self.limit));
    }

    fn milestones(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn after(limit: Duration) -> Instant {
    const FAR_AWAY: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);
    let now = Instant::now();
    now.checked_add(limit).unwrap_or(now + FAR_AWAY)
}

pub async fn deadline_scope<B, T>(limit: Duration, body: B) -> Result<T, OutOfTime>
where
    B: AsyncFnOnce(Scope) -> T,
{
    let scope = Scope {
        limit,
        deadline: Arc::new(watch::Sender::new(after(limit))),
        reached: Arc::default(),
    };
    let mut deadline = scope.deadline.subscribe();
    let mut body = pin!(body(scope.clone()));
    loop {
        let due = *deadline.borrow_and_update();
        tokio::select! {
            biased;
            given = &mut body => return Ok(given),
            Ok(()) = deadline.changed() => {}
            () = sleep_until(due) => {
                let reached = scope.milestones().clone();
                return Err(OutOfTime { reached });
            }
        }
    }
}
