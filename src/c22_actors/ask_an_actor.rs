//! # ask_an_actor: state with an address
//!
//! Why: a counter, a cache, a connection: what many tasks use needs a lock, or an owner. An actor is
//! an owner. One task has the state, all others have its address: they send messages and wait for
//! replies, and nobody holds a lock while he waits. The hard part is the end. An actor that dies with
//! a reply in its hands must not leave somebody waiting for ever.
//!
//! Build: [`start`] runs an [`Actor`] in a task of its own, and gives a [`Handle`], of which any task
//! may have a clone, and the [`JoinHandle`] of this very task.
//! - [`ask`](Handle::ask) sends a message and waits for the reply to this very message, however long
//!   that takes.
//! - [`tell`](Handle::tell) sends a message and waits for no reply: it returns as soon as the message
//!   is in the mailbox.
//! - The actor calls `handle` with one message after another, in the order in which they were sent,
//!   and begins the next at the instant at which the one before is done.
//! - The mailbox has *room* for so many messages that wait for that. The one that is being handled
//!   needs none. Whoever finds no room waits until there is some.
//! - When a caller gives up, that is, when the future of `ask` or `tell` is dropped, a message that is
//!   in the mailbox by then is handled like all others, to its end. One that is not is never handled.
//! - When the actor is dead, because `handle` has panicked or its task was aborted, all who wait for a
//!   reply or for room get [`Gone`] at that instant, and all who come later get it at once. A panic of
//!   `handle` is the end of the task, too.
//! - When the last handle is gone, the actor handles what is in the mailbox. At the instant at which
//!   nothing is left the task ends, and gives the actor back.
//!
//! Left open: a room of more than a million, `start` outside of a runtime, and what is told to whoever
//! asks on one thread at the very moment at which the actor dies on another.
//!
//! Good to know: no room at all is ruled out by the type. The way back for one reply is a channel for
//! one value, such as `oneshot_by_hand` builds. What comes into an `mpsc` of tokio just as its receiver
//! is dropped may lie there until the last sender is gone; `Sender::closed` tells of the drop.
//!
//! In asyncio, a task takes pairs of a message and a `Future` from a `Queue`. When that task dies,
//! the futures stay as they are, and all who await them wait for ever. Here whatever a dead task
//! owned is dropped, and a way back that is dropped can be noticed.
//!
//! Rule of thumb: put the way back into the message, and keep it nowhere else. Then nobody has to
//! remember who is still waiting.

use std::marker::PhantomData;
use std::num::NonZeroUsize;

use thiserror::Error;
use tokio::task::JoinHandle;

/// State, and what becomes of it when a message comes.
pub trait Actor: Send + 'static {
    /// What it is sent.
    type Message: Send + 'static;
    /// What it replies.
    type Reply: Send + 'static;

    /// Does what the message says, and replies.
    fn handle(&mut self, message: Self::Message) -> impl Future<Output = Self::Reply> + Send;
}

/// The actor is dead, and there will be no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the actor is gone")]
pub struct Gone;

/// The address of an actor.
pub struct Handle<A: Actor> {
    /// Yours to design: what do all handles share with the actor?
    design: PhantomData<fn(A)>,
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        todo!("another handle to the same actor")
    }
}

/// Runs the actor in a task of its own, with room for so many messages in its mailbox.
pub fn start<A: Actor>(actor: A, room: NonZeroUsize) -> (Handle<A>, JoinHandle<A>) {
    todo!("a mailbox, and a task that takes one message after another from it", with actor, room)
}

impl<A: Actor> Handle<A> {
    /// Sends a message and waits for its reply.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead and has not replied.
    pub async fn ask(&self, message: A::Message) -> Result<A::Reply, Gone> {
        todo!("send it with a way back, and wait there", with message)
    }

    /// Sends a message and waits until it is in the mailbox.
    ///
    /// # Errors
    /// [`Gone`], if the actor is dead.
    pub async fn tell(&self, message: A::Message) -> Result<(), Gone> {
        todo!("send it, and want no reply", with message)
    }
}
