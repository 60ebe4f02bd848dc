//! # backpressure: the slow side slows the fast side down
//!
//! Why: a reader that is faster than the writer behind it fills the memory, unless something makes
//! it wait. A queue with a limit does: when it is full, the fast side waits for the slow one. That
//! is back-pressure, and it costs nothing but a number.
//!
//! Build: [`backpressure`] calls `produce` for an item after another, and `consume` with each, in
//! order. Both work at the same time, however long they take. Between them at most `room` items
//! exist, where an item exists from the instant at which `produce` gives it to the instant at which
//! `consume` is called with it: so `produce` is called only when there is a place for what it will
//! give. It is called at once when there is one, and `consume` is called at once when there is an
//! item and the one before is done. The result is the number of items consumed.
//!
//! Build also the two ends: when `produce` gives `None`, there is nothing more, and it is not
//! called again. The consumer gets what is still there, and that is the end. When `consume` fails, its error
//! comes back at that instant. The producer is stopped where it is, even in the middle of an item.
//!
//! Bad input: no room is [`QueueError::NoRoom`], and `produce` is never called.
//!
//! Left open: a room of more than a million, a panic of `produce` or `consume`, and whether the
//! future is `Send`.
//!
//! Good to know: `produce` and `consume` are async closures, which may keep state between calls. No
//! tasks are needed: two futures that are awaited together do.
//!
//! In asyncio, `await queue.put(item)` waits when the queue is full, but the item is there by
//! then, in the producer's hands: with `Queue(maxsize=2)` three items exist.
//!
//! Rule of thumb: ask for a place first, then make what is to stand in it.

use thiserror::Error;

/// Why not all items were consumed.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum QueueError<E> {
    /// There is no room for a single item between the two.
    #[error("a queue without room can pass nothing on")]
    NoRoom,
    /// The consumer left.
    #[error("the consumer left")]
    Consumer(E),
}

/// Passes items from `produce` to `consume`, with room for so many between them.
///
/// # Errors
/// [`QueueError::NoRoom`] if `room` is 0, [`QueueError::Consumer`] when `consume` fails.
pub async fn backpressure<T, E, P, C>(
    room: usize,
    produce: P,
    consume: C,
) -> Result<usize, QueueError<E>>
where
    P: AsyncFnMut() -> Option<T>,
    C: AsyncFnMut(T) -> Result<(), E>,
{
    todo!("produce and consume at once, with so much room in between", with room, produce, consume)
}
