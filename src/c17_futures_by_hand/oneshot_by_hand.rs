//! # oneshot_by_hand: a channel for one value
//!
//! Why: "do this, and tell me what came of it" is a message with a way back in it. When the one who
//! was asked fails, forgets or dies, the one who asked has to hear of it: a way back that goes
//! silent hangs its caller for ever. That happens in real actor libraries, in just this place.
//!
//! Build: [`channel`] gives a sender and a receiver, and one value goes from the one to the other.
//! - [`send`](Sender::send) hands the value over and gives `Ok`, without waiting for anybody; if the
//!   receiver is gone, it gives the value back as an `Err`.
//! - The [`Receiver`], a future, gives `Ok` with the value when it has been sent, at that instant,
//!   also if the sender is long gone by then.
//! - It gives [`SenderGone`] when the sender is dropped without having sent, at that instant.
//! - What happened before its first poll it gives in its first poll.
//! - A wait for it can be given up and taken up again, also by another task, and nothing is lost.
//! - What ends the wait wakes whoever polled last, once. Nothing else wakes anybody.
//! - Whoever is woken may poll at once, inside the call of `wake`: by then all is written down, and
//!   no lock is held.
//! - [`is_closed`](Sender::is_closed) tells whether the receiver is gone: `false` before it is
//!   dropped, `true` from then on.
//! - A value that was sent and not received is dropped with the receiver, and no later.
//! - The halves may be on two threads: there is no gap between a look at the channel and the note of
//!   a waker through which a value, or the end of the sender, could slip.
//! - It needs no runtime.
//!
//! Left open: what the receiver does when it is polled after its outcome. Whether the end of the sender
//! still wakes whoever polled a receiver that was dropped before that.
//!
//! Good to know: `send` takes the sender by value, so the sender is dropped when `send` returns. That
//! is its `Drop`, too.
//!
//! In asyncio this is `loop.create_future()` with `set_result`. There, a future whose setter was
//! forgotten is awaited for ever. Here the setter has an owner, and when the owner is gone, `Drop`
//! can say so.
//!
//! Rule of thumb: what you owe somebody, let `Drop` take back if you cannot give it.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use thiserror::Error;

/// The sender was dropped and had sent nothing.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the sender is gone, and has sent nothing")]
pub struct SenderGone;

/// The half that sends the value.
pub struct Sender<T> {
    /// Yours to design: replace it by what you need.
    design: PhantomData<T>,
}

/// The half that waits for the value: a future.
#[must_use = "a future does nothing before it is polled"]
pub struct Receiver<T> {
    /// Yours to design: replace it by what you need.
    design: PhantomData<T>,
}

/// Two halves of a new channel.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    todo!("two halves that share something")
}

impl<T> Sender<T> {
    /// Hands the value over to the receiver.
    ///
    /// # Errors
    /// The value, if the receiver is gone.
    pub fn send(self, value: T) -> Result<(), T> {
        todo!("hand it over, or give it back", with value)
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        todo!("would anybody get a value?")
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, SenderGone>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        todo!("the value, or that there will be none, or pending", with cx)
    }
}
