//! # async_range: a stream by hand
//!
//! Why: a future gives one value, some time; a stream gives many, one by one. To use streams you
//! never need to write `poll_next`. Write it once all the same, and you know what every `.await`
//! rests on.
//!
//! Build: [`AsyncRange`] gives the numbers from `start` up to, but not including, `end`, each
//! after `delay`. A number's delay begins with the first poll that asks for it, not when the range
//! is made and not when the number before it was given. Nothing runs while nobody asks. After the
//! last number the end comes at once, without a delay.
//!
//! Build it by the rules of polling, which the tests try by hand:
//! - `Poll::Pending` is a promise: the task that polled last will be woken when it is worth
//!   another poll. It is not woken before that.
//! - A poll never waits, neither by sleeping nor in a loop.
//! - A wait may be given up and taken up again: the delay that has begun goes on.
//! - After its end the stream stays ended, however often it is asked.
//!
//! Bad input: when `start` is not below `end`, the stream ends at its first poll. With a delay of
//! zero no time goes by. A delay may be as long as `Duration::MAX`.
//!
//! Left open: whether a poll with a delay of zero is pending once.
//!
//! Good to know: whoever takes a second over a number waits the whole delay for the next.
//!
//! In asyncio this is a class with `__anext__`, which may simply `await asyncio.sleep(...)`. A
//! stream by hand may not await: it polls, and keeps what it was waiting for in a field until the
//! next poll. The fields are up to you. `Box::pin` makes a `Sleep` easy to keep.
//!
//! Rule of thumb: before you return `Pending`, poll something that keeps the waker.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::stream::Stream;

/// The numbers of a range, each after a delay.
pub struct AsyncRange {
    // Yours.
}

impl AsyncRange {
    /// A range that gives `start`, `start + 1` and so on below `end`. Nothing runs before it is
    /// polled.
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        todo!("remember that {start} to {end} come {delay:?} apart")
    }
}

impl Stream for AsyncRange {
    type Item = u32;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        todo!("a number, the end, or pending with {cx:?} kept")
    }
}
