//! # timeout_by_hand: a future and a timer, side by side
//!
//! Why: a time limit is the smallest thing that waits for two at once. Whoever has written one by
//! hand knows which of the two is asked first, and why a timer that is made anew in every turn of a
//! loop never rings: it hangs real programs, and only those that are busy.
//!
//! Build: [`timeout_by_hand`] gives a future that waits for the work, but not longer than the limit.
//! Its one clock is `sleep`, a closure that makes a timer: a future that is ready when so much time
//! has passed.
//! - The work is ready first: you give `Ok` with its output, at that instant.
//! - The timer is ready first: you give [`OutOfTime`], at that instant.
//! - A poll of yours asks the work first and the timer second. So work that is done *exactly* at the
//!   limit is done in time.
//! - The limit counts from the first poll of your future, not from the call.
//! - There is one timer: `sleep` is called no more than once, with the limit just as it was given.
//! - In one poll of yours the work is polled once, and, if it is pending, the timer once.
//! - Whoever polls your future is woken by the work and by the timer, and never for anything else.
//! - When your future is ready, work and timer are gone: both are dropped in that same poll, even if
//!   whoever polled it still keeps your future.
//!
//! Bad input: a timer may be ready in its first poll, as it is for a limit of zero: the work has been
//! polled by then, and if it was ready, it is in time. No limit is too long, not even
//! `Duration::MAX`.
//!
//! Left open: whether a timer is made for work that is ready in the first poll. Your future is not
//! polled again after it was ready, and nothing panics here.
//!
//! Good to know: code that is to run on more than one runtime takes its timers as a parameter, as
//! hyper does. Here it also lets the tests count them. `timeout` and `select!` would hide the very
//! thing that this kata is about: call `poll` yourself.
//!
//! In asyncio, `timeout()` asks the loop to call back at the limit, and the callback cancels the
//! task. Here nobody interrupts anybody: two futures are asked, in an order that you choose.
//!
//! Rule of thumb: a timer lives as long as the wait that it limits, so make it once and keep it.

use std::future::poll_fn;
use std::time::Duration;

use thiserror::Error;

/// The limit passed before the work was done.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("out of time")]
pub struct OutOfTime;

/// A future that waits for the work, but not longer than the limit.
///
/// Dropping it drops the work.
pub fn timeout_by_hand<W, S, T>(
    limit: Duration,
    sleep: S,
    work: W,
) -> impl Future<Output = Result<W::Output, OutOfTime>>
where
    W: Future,
    S: Fn(Duration) -> T,
    T: Future<Output = ()>,
{
    // Only there because a `todo!` alone is no future: replace all of it.
    poll_fn(move |cx| todo!("ask the work, then the timer", with limit, sleep, work, cx))
}
