//! # give_way_once: pending once
//!
//! Why: every `.await` ends at a future that somebody wrote by hand. This is the smallest one that
//! does anything: it lets the others have a turn. Write it, and you know the contract that all
//! futures keep, and what is missing when a task hangs for ever.
//!
//! Build: [`give_way_once`] gives a future that is pending in its first poll and ready in its
//! second, whoever polls it, and however late. By the rules of polling:
//! - When the first poll returns, the future has woken the task that polled it, once.
//! - The second poll wakes nobody.
//! - When the future is dropped, it wakes nobody, and leaves no waker behind.
//! - It needs no runtime: whatever polls it gets the same.
//!
//! Left open: what a third poll does. What it does where tokio has let a task do all that it may do in
//! one poll.
//!
//! Good to know: `Pending` is a promise that the task will be woken. Who says it and wakes nobody
//! is never polled again. To wake is not to poll: it puts the task into the line of those that wait
//! for a turn. `tokio::task::yield_now` puts it there only when the runtime has looked after timers
//! and sockets; yours does so at once.
//!
//! In asyncio this is `await asyncio.sleep(0)`: a bare `yield`, which reaches the loop, and the loop
//! goes on with the coroutine in its next round. In Rust nobody comes back by himself: the future
//! has to ask for it.
//!
//! Rule of thumb: before you return `Pending`, make sure that somebody will call the waker.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Pending in its first poll, ready in its second. Made by [`give_way_once`].
#[must_use = "a future does nothing before it is polled"]
pub struct GiveWayOnce {
    // What does it have to know when it is polled again?
}

/// A future that lets every other task that waits for a turn have one.
pub fn give_way_once() -> GiveWayOnce {
    todo!("a future that was not polled yet")
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        todo!("pending in the first poll, ready in the second", with cx)
    }
}
