//! # join_many: poll only who was woken
//!
//! Why: a join that polls all of its futures whenever one of them is woken is quick with ten of
//! them. With a thousand that end one by one it polls half a million times, for a thousand results.
//! Programs have spent a minute in that on what took two seconds.
//!
//! Build: [`join_many`] gives a future that is ready when all of its futures have been. It gives
//! their outputs in the order of the list.
//! - All of them begin at the instant of its first poll, however many they are.
//! - From then on a future is polled only when it was woken since its last poll, and then once,
//!   however often it was woken.
//! - No wake is lost, not even one that comes while it, or one of the others, is being polled.
//! - However many of them are woken between two polls of your future, whoever polls it is woken once
//!   for all of them, by the waker of the last poll.
//! - A future that was ready is dropped in that poll. It is not polled again, and when somebody
//!   still wakes it after that poll, that wakes nobody.
//! - One that wakes itself whenever it is polled does not keep your future in its poll.
//! - When your future is dropped, all of them are dropped at that instant, and no waker of its caller
//!   is kept, whoever still keeps a waker of theirs.
//!
//! Bad input: an empty list is done in the first poll.
//!
//! Left open: in which order those are polled that were woken, and, where some wake themselves while
//! they are polled, in which poll of yours. Whether your caller is woken several times, or for nothing,
//! because of what is woken in the middle of a poll of yours, for example by the drop of one that is
//! ready in that poll. Your future is not polled again after it was ready, and none of the futures
//! panics here.
//!
//! Good to know: the futures are `Send + 'static`, so they could be spawned. Ask yourself when a task
//! is gone that nobody wants any more. `FuturesUnordered` does what you do here, with one allocation
//! less for each future, and for that with `unsafe`.
//!
//! In asyncio, `gather` makes a task of each coroutine, and the loop wakes each for itself. Here one
//! task polls all, and the only thing that tells it whom to poll is the waker that it hands to each.
//!
//! Rule of thumb: who is woken has to know what for; so give each its own waker.

use std::future::poll_fn;

/// A future that is ready when all of these have been, with their outputs in order.
///
/// Dropping it drops them.
pub fn join_many<F>(futures: Vec<F>) -> impl Future<Output = Vec<F::Output>>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    // Only there because a `todo!` alone is no future: replace all of it.
    poll_fn(move |cx| todo!("poll those that were woken", with futures, cx))
}
