//! Instead of a lock, a `RefCell`: nobody but the body asks its scope, so nothing has to be `Send`.
//! One timer is reset to the deadline after each poll of the body.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
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
pub struct Scope(Rc<RefCell<State>>);

struct State {
    deadline: Instant,
    reached: Vec<&'static str>,
}

impl Scope {
    /// The deadline as it is now.
    pub fn deadline(&self) -> Instant {
        self.0.borrow().deadline
    }

    /// Moves the deadline.
    pub fn move_to(&self, deadline: Instant) {
        self.0.borrow_mut().deadline = deadline;
    }

    /// Notes that the body came so far.
    pub fn reached(&self, milestone: &'static str) {
        self.0.borrow_mut().reached.push(milestone);
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
    let scope = Scope(Rc::new(RefCell::new(State {
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
            let reached = scope.0.borrow().reached.clone();
            Err(OutOfTime { reached })
        })
    })
    .await
}
