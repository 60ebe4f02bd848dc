//! # latest_waker: whoever polled last is woken
//!
//! Why: a future that waits for something outside, such as a timer, a socket or a thread, has two
//! sides: one is polled, the other one wakes. Between them lies a waker. Keep the wrong one, or put it
//! away a moment too late, and a task sleeps for ever: not in the test, but once in a million times.
//!
//! Build: [`signal`] gives two ends, a [`Setter`] and a [`Signal`], of which one sets what the other
//! one waits for:
//! - The signal is a future that is pending until it is set, however long that takes. It is ready in
//!   the first poll after that, also if nobody polled it before.
//! - [`set`](Setter::set) wakes the task that polled last, once, and no other, before it returns.
//! - Nobody is woken before the signal is set, and nobody when it is set again.
//! - No `set` is missed, from whatever thread it comes, also in the middle of a poll. It needs no
//!   runtime.
//! - Whoever is woken may do anything in the middle of the wake: poll the signal, which is ready by
//!   then, or set it once more.
//! - One waker is kept at most, and none when the signal was dropped.
//!
//! Left open: what a poll after the end does, and what becomes of a signal whose setter was dropped
//! without setting it.
//!
//! Good to know: the poll brings a waker each time, since the future may have moved to another task
//! meanwhile; only that of the last poll counts. `Waker::will_wake` tells whether the one that you
//! keep wakes the same task, so that you need no clone. Both ends may go to other threads.
//!
//! In asyncio this is a `Future` with its `set_result`: it keeps callbacks, and the loop calls them in
//! its next round. That works on the loop's own thread only; others need `call_soon_threadsafe`.
//!
//! Rule of thumb: whoever waits puts the waker away and then looks; whoever sets writes first and then
//! wakes.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Sets the signal. Made by [`signal`].
pub struct Setter {
    // What do the two ends share?
}

/// Waits until the signal is set. Made by [`signal`].
#[must_use = "a future does nothing before it is polled"]
pub struct Signal {
    // Yours.
}

/// The two ends of a signal that is not set.
pub fn signal() -> (Setter, Signal) {
    todo!("two ends that share what there is to know")
}

impl Setter {
    /// Sets the signal and wakes whoever polled it last.
    pub fn set(&self) {
        todo!("set it and wake")
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        todo!("ready when it was set, else pending with the waker kept", with cx)
    }
}
