//! # stop_early: take what you want and hang up
//!
//! Why: a stream is often something that costs: rows from a database, messages from a server.
//! Whoever has found what he was looking for should not pay for one more, nor keep the line open
//! while he works on what he found.
//!
//! Build: [`stop_early`] looks at the items of `source` in order, asks `wanted` once about each,
//! and stops at the first that is wanted. From then on nothing more is asked of the source. The
//! source is dropped, and only then does `work` run with the item. What the work gives comes back
//! at the instant at which the work ends.
//!
//! Bad input: when no item is wanted, or there are none, `None` comes back as soon as the source
//! ends, and no work is done. The source may be endless, and an item may be long in coming.
//!
//! Left open: whether `work` may be called, and not awaited, while the source is still there; whether
//! a source that has ended may be asked again.
//!
//! In asyncio, a `break` in an `async for` leaves an async generator open until somebody closes
//! it. In Rust a stream ends where its owner lets go of it, so look who owns it, and for how
//! long. What `pin!` gives you is only a reference: the stream itself stays until the end of its
//! block.
//!
//! Rule of thumb: give what you borrow from others the smallest block that does.

use futures::stream::Stream;

/// Finds the first wanted item, lets go of the source, and then works on the item.
pub async fn stop_early<S: Stream, T>(
    source: S,
    wanted: impl FnMut(&S::Item) -> bool,
    work: impl AsyncFnOnce(S::Item) -> T,
) -> Option<T> {
    todo!("find the first that is wanted, and work on it", with source, wanted, work)
}
