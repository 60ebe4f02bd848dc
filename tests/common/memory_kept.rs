//! How much memory is still held of what has come and gone. The crate that counts puts itself in the
//! place of the allocator of the test binary that uses it, and of no other; each thread has its own
//! count.

use std::pin::pin;
use std::task::{Context, Waker};

use tokio::task::unconstrained;

/// A tool may keep the first few places that it has made.
const MOST_PIECES: i64 = 100;
/// Less than the numbers of a thousand in four bytes each, which one list that grows may hold.
const MOST_BYTES: i64 = 3_500;

/// Does it a thousand times, and says in words how much memory is held after that which was not before;
/// nothing, if that is no more than a tool keeps for the next one.
pub fn kept_of_a_thousand(mut comes_and_goes: impl FnMut()) -> Option<String> {
    let held = allocation_counter::measure(|| (0..1000).for_each(|_| comes_and_goes()));
    if held.count_current > MOST_PIECES {
        return Some(format!("{} pieces of memory", held.count_current));
    }
    (held.bytes_current > MOST_BYTES)
        .then(|| format!("{} bytes, of something that grows,", held.bytes_current))
}

/// Polls it once and drops it.
pub fn comes_and_leaves(waits: impl Future) {
    let mut cx = Context::from_waker(Waker::noop());
    let _polled = pin!(unconstrained(waits)).poll(&mut cx);
}
