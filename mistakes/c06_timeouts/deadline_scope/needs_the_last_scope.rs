//! Mistake: takes the milestones out of what it shares with the scopes, which fails, and gives none,
//! where somebody still has a scope.
//! Breaks: "all milestones that it noted, in order"
//! Rejected by: whoever_keeps_a_scope_changes_nothing_about_what_comes_back
//! Told: do not ask to be its only owner

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, sleep_until};

#[derive(Debug, Error, PartialEq, Eq)]
#[error("out of time after {reached:?}")]
pub struct OutOfTime {
    pub reached: Vec<&'static str>,
}

#[derive(Clone)]
pub struct Scope(Rc<RefCell<State>>);

struct State {
    deadline: Instant,
    reached: Vec<&'static str>,
}

impl Scope {
    pub fn deadline(&self) -> Instant {
        self.0.borrow().deadline
    }

    pub fn move_to(&self, deadline: Instant) {
        self.0.borrow_mut().deadline = deadline;
    }

    pub fn reached(&self, milestone: &'static str) {
        self.0.borrow_mut().reached.push(milestone);
    }
}

pub async fn deadline_scope<B, T>(limit: Duration, body: B) -> Result<T, OutOfTime>
where
    B: AsyncFnOnce(Scope) -> T,
{
    let now = Instant::now();
    let ages = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    let deadline = now.checked_add(limit).unwrap_or_else(|| now + ages);
    let scope = Scope(Rc::new(RefCell::new(State {
        deadline,
        reached: Vec::new(),
    })));
    let given = {
        let mut timer = pin!(sleep_until(deadline));
        let mut body = pin!(body(scope.clone()));
        poll_fn(|cx| {
            if let Poll::Ready(given) = body.as_mut().poll(cx) {
                return Poll::Ready(Some(given));
            }
            let deadline = scope.deadline();
            if timer.deadline() != deadline {
                timer.as_mut().reset(deadline);
            }
            timer.as_mut().poll(cx).map(|()| None)
        })
        .await
    };
    given.ok_or_else(|| {
        let state = Rc::try_unwrap(scope.0).map(RefCell::into_inner);
        OutOfTime {
            reached: state.map_or_else(|_| Vec::new(), |state| state.reached),
        }
    })
}
