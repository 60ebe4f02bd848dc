//! # lane_per_key: one at a time for each key, all keys at once
//!
//! Why: two messages about one account must not be handled at the same time, and not in the wrong order.
//! Two messages about two accounts may. One queue for all is too slow, a task for each message too wild.
//! What is wanted is a lane for each key: an actor that comes into being with its first message, and is
//! gone after its last. There are a million keys, and only a few of them are busy.
//!
//! Build [`Lanes`], which call `handle` with each message and its key:
//! - [`send`](Lanes::send) puts a message into the lane of its key, and returns at once.
//! - A lane calls `handle` with one message after another, in the order in which they were sent. It
//!   begins the next at the instant at which the one before is done, however long that took.
//! - All lanes work at the same time, however many there are. A key shares its lane with no other.
//! - At the instant at which a lane has handled its last message it is gone, and with it all that was
//!   kept for its key, tasks as well, until the next message for this key begins a new lane.
//! - No message is lost, and none is handled beside another one of its key, also if it is sent just as
//!   its lane ends, by `handle` itself, by another task, or by another thread.
//! - A message with which `handle` panics, in the call or later, is done at that instant. It costs no
//!   other message anything.
//! - [`lanes`](Lanes::lanes) tells how many there are. [`idle`](Lanes::idle) waits until there is none,
//!   and lets all go on at that instant who wait for it.
//! - When the [`Lanes`] themselves are dropped, what was sent before is handled all the same.
//!
//! Left open: `send` outside of a runtime, and whether `idle` goes on if a new lane begins at the very
//! instant at which the last one ends.
//!
//! Good to know: `handle` is `Fn` and `Sync`, because several lanes call it at the same time. Nothing
//! bounds a lane here; `full_mailbox` is about that.
//!
//! In asyncio, a dict of queues with a task each does it, and there nothing comes between "is it empty?"
//! and `del lanes[key]`. Here another thread may.
//!
//! Rule of thumb: whoever ends when there is nothing left to do has to look and leave in one step.

use std::hash::Hash;
use std::marker::PhantomData;

/// A lane for each key that has something to do.
pub struct Lanes<K, M> {
    /// Yours to design.
    design: PhantomData<fn(K, M)>,
}

impl<K, M> Lanes<K, M>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    M: Send + 'static,
{
    /// No lanes yet; this is what will be done with each message.
    pub fn new<H, F>(handle: H) -> Self
    where
        H: Fn(K, M) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        todo!("keep what is to be done, and a place for the lanes", with handle)
    }

    /// Puts a message into the lane of this key.
    pub fn send(&self, key: K, message: M) {
        todo!("into the lane that is there, or into a new one", with key, message)
    }

    /// How many lanes there are.
    pub fn lanes(&self) -> usize {
        todo!("count them")
    }

    /// Waits until there is no lane.
    pub async fn idle(&self) {
        todo!("return if there is none, else when the last one is gone")
    }
}
