//! # range_generator: a stream that writes itself
//!
//! Why: what took fields and polls by hand is three lines in Python: a loop, an `await`, a
//! `yield`. The compiler can build the state machine for a stream as it does for a future.
//!
//! Build: [`range_generator`] gives the numbers of the range, each after `delay`. A number's
//! delay begins when the number is asked for, not before: nothing runs while nobody polls, and
//! nothing is left running when the stream is dropped. Whoever waits for a number is not woken
//! before it is due. After the last number the end comes at once.
//!
//! Bad input: an empty range, such as `5..5` or `5..3`, ends at its first poll. With a delay of zero
//! no time goes by. A delay may be as long as `Duration::MAX`. A range may be far too long to be
//! collected: a caller who takes three numbers of it waits three delays.
//!
//! In asyncio, an `async def` with a `yield` in it is an async generator. Rust has none of its
//! own yet; the crate `async-stream` has a macro for it, and `futures::stream` has functions that
//! build streams of closures.
//!
//! Rule of thumb: write streams as generators, and `poll_next` by hand only where you have to.

use std::ops::Range;
use std::time::Duration;

use futures::stream::{self, Stream};

/// The numbers of the range, each a delay after it was asked for.
pub fn range_generator(numbers: Range<u32>, delay: Duration) -> impl Stream<Item = u32> {
    // Only there because a `todo!` alone is no stream: replace all of it.
    stream::poll_fn(
        move |_| todo!("numbers, each a delay after the one before", with numbers, delay),
    )
}
