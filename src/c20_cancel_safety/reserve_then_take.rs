//! # reserve_then_take: move items and lose none
//!
//! Why: a `select!` or a timeout may drop your future at any `.await`, and with it all that it holds.
//! A function that takes an item out of one queue and then waits for room in the next one holds an
//! item while it waits. Orders, reports and log lines were lost just so, one now and then, without
//! any error.
//!
//! Build: [`move_items`] takes items out of a queue, `from`, and puts them in their order into a
//! channel with little room, `to`.
//! - Each is moved at the instant at which it is there and the channel has room for it, however long
//!   either takes.
//! - Others may put something into the same channel meanwhile.
//! - Wherever its future is dropped, each item is in the queue or in the channel by then. Another
//!   call goes on with the next one.
//! - When the queue has ended and all that was in it is moved, it returns `Ok`. It has not ended while
//!   somebody can still put something into it, be it closed or not: a place that was reserved before
//!   that may still be filled.
//!
//! Bad input: when the channel is closed or its receiver is dropped, [`Closed`] comes back at that
//! instant, whatever was waited for. From that instant on no item is taken out of the queue.
//!
//! Left open: whether a place in the channel is kept while there is no item. Which result comes back
//! where the queue has ended and the channel is closed. Whether the end of the queue is noticed while
//! the channel is full. What becomes of an item that is on its way at the very moment at which
//! another thread drops the receiver.
//!
//! Good to know: a place that was reserved and is then dropped is free again. An item that was taken
//! and is then dropped is gone.
//!
//! In asyncio, `cancel` raises an exception at an `await`, and `except` may put the item back. In Rust
//! a future that is dropped runs no more of its code.
//!
//! Rule of thumb: first wait for all that you need, then take.

use thiserror::Error;
use tokio::sync::mpsc;

/// Nobody takes anything out of the channel any more.
#[derive(Debug, Error)]
#[error("the channel is closed")]
pub struct Closed;

/// Moves items from the queue to the channel, until the queue ends.
///
/// # Errors
/// [`Closed`] when nobody takes anything out of the channel any more.
pub async fn move_items<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Result<(), Closed>
where
    T: Send + 'static,
{
    todo!("move each item, and hold none while you wait", with from, to)
}
