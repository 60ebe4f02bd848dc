//! # deadline_scope: several awaits under one deadline
//!
//! Why: whoever asked wants an answer within three seconds, and does not care that you connect,
//! ask and decode. Three timeouts of three seconds each can take nine. One deadline over all steps
//! cannot.
//!
//! Build: [`deadline_scope`] calls `body` with a [`Scope`], runs what it gives, and stops it at the
//! deadline: `limit` from now. All that the body awaits shares this one budget.
//! - The body comes to its end in time: you give `Ok` with what it gave.
//! - The deadline passes first: you give [`OutOfTime`], at that very instant, and the body is
//!   dropped by then. `reached` says how far it came: all milestones that it noted, in order, each as
//!   often as it was noted.
//!
//! While it runs, the body can ask its scope or a clone of it, as often as it likes:
//! - [`Scope::reached`] notes a milestone, which changes nothing about the deadline.
//! - [`Scope::move_to`] moves the deadline to another instant, further away or nearer. One that has
//!   passed already stops the body when it next waits.
//! - [`Scope::deadline`] tells the deadline as it is now.
//!
//! The body has the first word: at the instant of the deadline it is polled once more before it is
//! stopped. If it is done then, or moves the deadline then, that counts. When the caller drops your
//! future, the body is dropped with it.
//!
//! Bad input: a limit of zero lets a body through that never waits, however long it computes. No
//! limit is too long. Where an `Instant` cannot hold the deadline, as with `Duration::MAX`, take any
//! instant that is more than a year away; the body can still move it nearer.
//!
//! Left open: nobody but the body asks its scope, no task that it spawned and no other thread. Your
//! future need not be `Send`. A body that only gives way, without waiting for time to pass, may go
//! on or be stopped when its deadline is now or has passed. Milestones that are noted while the body
//! is dropped may count or not. A body that runs for thirty years may be stopped early.
//!
//! In asyncio, `async with asyncio.timeout(3) as scope` gives the scope, and `scope.reschedule`
//! moves its deadline.
//!
//! Rule of thumb: pass deadlines down, not durations; a duration starts anew with every step.

use std::time::Duration;

use thiserror::Error;
use tokio::time::Instant;

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
    // Yours to design.
}

impl Scope {
    /// The deadline as it is now.
    pub fn deadline(&self) -> Instant {
        todo!("when is it?")
    }

    /// Moves the deadline.
    pub fn move_to(&self, deadline: Instant) {
        todo!("now it is {deadline:?}")
    }

    /// Notes that the body came so far.
    pub fn reached(&self, milestone: &'static str) {
        todo!("note {milestone}")
    }
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
    todo!("run the body, but not longer than it may", with limit, body)
}
