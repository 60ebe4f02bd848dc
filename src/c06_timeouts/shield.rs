//! # shield: give up waiting without cancelling
//!
//! Why: a payment is on its way. The customer may close the page, but the payment must not stop
//! half-way; and whoever asks later wants to know how it ended.
//!
//! Build: [`shield`] calls `start` once, at once, and runs the work that it gives as a task of its
//! own. The [`Shield`] is for waiting, as often and as long as you like:
//! - [`Shield::wait`] gives the work's result at the instant the work ends. If it has ended before,
//!   the result comes at once, even with a limit of zero.
//! - If the limit passes first, it gives [`ShieldError::StillRunning`] at that instant, and the work
//!   goes on. The result can be had by a later wait.
//! - The work panicked: [`ShieldError::Panicked`], for the wait that sees it and for every later
//!   one.
//! - The result is handed out once: afterwards every wait gives [`ShieldError::Taken`] at once.
//!
//! Nothing stops the work: neither a limit, nor dropping the future of a wait in the middle, nor
//! dropping the `Shield`, nor cancelling the task that holds it. A wait that was dropped loses
//! nothing: the next one gets the result.
//!
//! Bad input: no limit is too long. A wait with `Duration::MAX` lasts until the work has ended.
//!
//! Left open: when the work ends at the very instant of the limit, either may come. A wait of more
//! than thirty years may end early. `start` does not panic here. `shield` is called inside a runtime,
//! and what becomes of the work when that ends is nobody's business here.
//!
//! Good to know: `start` is a closure, as callers often have one at hand that can start the work at
//! any time. The work is `Send + 'static` because it outlives whoever waits for it.
//!
//! In asyncio, `shield` protects the inner task from the cancellation of the outer one. Here a
//! spawned task is shielded by nature: dropping its handle lets it run on.
//!
//! Rule of thumb: dropping a future cancels it; dropping a `JoinHandle` does not.

use std::marker::PhantomData;
use std::time::Duration;

use thiserror::Error;

/// Why a wait brought no result.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ShieldError {
    /// The limit passed; the work goes on.
    #[error("the work still runs")]
    StillRunning,
    /// The work panicked.
    #[error("the work panicked")]
    Panicked,
    /// An earlier wait has had the result.
    #[error("the result was taken before")]
    Taken,
}

/// Work that goes on whether somebody waits for it or not.
pub struct Shield<T> {
    /// Yours to design: replace it by what you need.
    design: PhantomData<fn() -> T>,
}

impl<T: Send + 'static> Shield<T> {
    /// Waits for the result, but not longer than the limit. The work goes on in any case.
    ///
    /// Cancel safe: dropping the returned future loses nothing.
    ///
    /// # Errors
    /// [`ShieldError`]: the limit passed, the work panicked, or its result was handed out before.
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        todo!("wait for the result, but not longer than this", with limit, self.design)
    }
}

/// Starts the work, once and at once, so that nobody's giving up can stop it.
pub fn shield<S, W>(start: S) -> Shield<W::Output>
where
    S: Fn() -> W + Send + Sync + 'static,
    W: Future + Send + 'static,
    W::Output: Send + 'static,
{
    todo!("start the work", with start)
}
