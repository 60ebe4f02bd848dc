//! # full_mailbox: what to do when there is no room
//!
//! Why: messages come in bursts. A mailbox without a bound takes them all, until the memory is gone.
//! One with a bound is full one day, and then somebody loses: the sender its time, or a message its
//! life. Which is right depends on the messages: an order is worth waiting for, and of the readings
//! of a thermometer only the last one counts. And whatever is done, the message that says "stop" must
//! not stand behind ten thousand readings.
//!
//! Build: [`mailbox`] makes a mailbox with *room* for so many messages, with a [`Sender`] for any
//! number of tasks and threads, and an [`Inbox`] for the one that reads.
//! - [`send`](Sender::send) puts a message into the mailbox at once if there is room, and gives
//!   [`Sent::Kept`]. If there is none, [`WhenFull`] decides:
//!
//! | [`WhenFull`] | without room |
//! | --- | --- |
//! | `Wait` | `send` waits, however long, until there is room, first come, first served |
//! | `Refuse` | `send` gives the message back at once, in [`SendError::Full`] |
//! | `DropNewest` | the message itself is dropped at once, and `send` gives [`Sent::Dropped`] |
//! | `DropOldest` | the one that has waited longest is dropped at once, and the new one kept |
//!
//! - [`send_control`](Sender::send_control) sends a message that needs no room. It never waits, and
//!   its message is never refused and never dropped for another one.
//! - [`recv`](Inbox::recv) gives the next message, and waits for one as long as there is none. Control
//!   messages come before all others. Beside that they come in the order in which they were sent.
//! - A message has its room until `recv` gives it. At that instant it goes to the first of those who
//!   wait.
//! - [`counts`](Sender::counts) tells what has become of the messages, each counted once: see
//!   [`Counts`].
//! - Whoever gives up waiting, in `send` or `recv`, loses no message of others and keeps nobody from
//!   going on.
//! - When the last sender is gone, `recv` gives what is still there, and then `None` at once.
//! - When the inbox is dropped, all who wait have their messages back at that instant, in
//!   [`SendError::Closed`], and all who send later at once.
//!
//! Left open: a room of more than a million, a message whose drop sends or panics, and what `counts`
//! tells when the inbox is gone. Whether the message of one who waited is in the mailbox as soon as
//! there is room for it, or only when its `send` goes on: what `counts` tells in between, whose message
//! comes first of several who have room by then, and whether theirs come back, or go with the mailbox,
//! if the inbox is dropped just then.
//!
//! Good to know: no room at all is ruled out by the type. tokio's `mpsc` can wait and can refuse;
//! its `broadcast` drops the oldest.
//!
//! In asyncio, `Queue(maxsize)` waits in `put` and refuses in `put_nowait`; dropping is up to you.
//!
//! Rule of thumb: for each queue, write down what happens when it is full. "It never is" is not an
//! answer.

use std::marker::PhantomData;
use std::num::NonZeroUsize;

use thiserror::Error;

/// What to do with a message for which there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// Wait for room.
    Wait,
    /// Give it back.
    Refuse,
    /// Drop it.
    DropNewest,
    /// Drop the one that has waited longest.
    DropOldest,
}

/// What `send` did with the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is in the mailbox.
    Kept,
    /// It was dropped.
    Dropped,
}

/// Why a message comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SendError<T> {
    /// There is no room for it.
    #[error("the mailbox is full")]
    Full(T),
    /// Nobody will read it.
    #[error("nobody reads this mailbox")]
    Closed(T),
}

/// What has become of the messages, control messages included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// They are in the mailbox.
    pub waiting: u64,
    /// `recv` gave them.
    pub given: u64,
    /// They were dropped, as the newest or as the oldest.
    pub dropped: u64,
    /// They came back, as there was no room.
    pub refused: u64,
}

/// The side that sends.
pub struct Sender<T> {
    /// Yours to design: what do all senders share with the inbox?
    design: PhantomData<fn(T)>,
}

/// The side that reads.
pub struct Inbox<T> {
    /// Yours to design.
    design: PhantomData<fn() -> T>,
}

/// A mailbox with so much room.
pub fn mailbox<T: Send>(room: NonZeroUsize, when_full: WhenFull) -> (Sender<T>, Inbox<T>) {
    todo!("two sides of one mailbox", with room, when_full)
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        todo!("another sender to the same mailbox")
    }
}

impl<T: Send> Sender<T> {
    /// Sends a message.
    ///
    /// # Errors
    /// [`SendError::Full`] without room, if that is to be refused; [`SendError::Closed`] without an
    /// inbox.
    pub async fn send(&self, message: T) -> Result<Sent, SendError<T>> {
        todo!("keep it, or do what is to be done without room", with message)
    }

    /// Sends a message that comes before all others and needs no room.
    ///
    /// # Errors
    /// [`SendError::Closed`] without an inbox.
    pub fn send_control(&self, message: T) -> Result<(), SendError<T>> {
        todo!("keep it apart from the others", with message)
    }

    /// What has become of the messages so far.
    pub fn counts(&self) -> Counts {
        todo!("count each once")
    }
}

impl<T: Send> Inbox<T> {
    /// The next message, or `None` when there will be none.
    pub async fn recv(&mut self) -> Option<T> {
        todo!("the first control message, else the first of the others, else wait")
    }
}
