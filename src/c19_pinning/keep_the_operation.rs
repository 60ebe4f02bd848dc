//! # keep_the_operation: one that goes on while others talk
//!
//! Why: a program that makes a backup should still say that it is at it. With `select!` that is a loop
//! over messages, with the backup as one more branch. But a branch is made anew in each turn, and what
//! loses is dropped: written without care, the backup begins again with each message, or is gone, or
//! is polled once more after its end, which panics. All of that works as long as no message comes.
//!
//! Build: [`serve`] takes messages out of a channel and replies to them; one operation at a time goes
//! on beside them.
//! - [`Message::Start`], while none is running, calls `start` with the job and begins what that gives,
//!   the operation, at that instant. It is started once, and goes on as if it were awaited alone, until
//!   [`Reply::Done`] tells what it gave, at that instant.
//! - [`Message::Start`], while one is running, gets its job back in [`Reply::Refused`].
//! - [`Message::Ask`] is replied to in [`Reply::Working`] while an operation is running, or else in
//!   [`Reply::Idle`].
//! - `Refused`, `Working` and `Idle` come at the instant at which the message comes, in the order of the
//!   messages, of which none is lost.
//! - When an operation is done, it is dropped at that instant, and is polled no more; the next
//!   [`Message::Start`] begins another one.
//! - It returns when all senders are gone, all that they sent is replied to, and the operation that is
//!   running comes to its end.
//! - Whoever polls your future is woken by the messages and by the operation, and not now and then to
//!   look.
//!
//! Left open: what is first where a message is there and the operation is done in the same poll.
//! Whether the poll in which an operation begins polls it, or your future wakes itself and does so in
//! the next one, at the same instant. Neither `start` and `reply` nor the operation panics. tokio lets
//! a task do only so much in one poll: who has used that up may find nothing in the channel although
//! something is there.
//!
//! Good to know: `select!` takes a future by value, or lent: a pinned one is lent by `as_mut()`. A
//! pinned `Option` leads to what is in it by `as_pin_mut`, and has another one put in its place by
//! `set`, which drops the old one where it stands. `join_two` of c17 lives of the same.
//!
//! In asyncio, the operation is a task, and `asyncio.wait` lets go of it without stopping it. Here
//! nothing runs that your future does not poll, and nothing is left when it is dropped.
//!
//! Rule of thumb: what outlives a turn is pinned before the loop, and lent to `select!` in each turn.

use tokio::sync::mpsc;

/// What others send.
#[derive(Debug)]
pub enum Message<J> {
    /// Begin this job.
    Start(J),
    /// Is one running?
    Ask,
}

/// What they are told.
#[derive(Debug)]
pub enum Reply<J, T> {
    /// The operation is done, and gave this.
    Done(T),
    /// Another one is running; here is the job again.
    Refused(J),
    /// One is running.
    Working,
    /// None is running.
    Idle,
}

/// Replies to each message, and lets one operation run meanwhile.
///
/// Dropping the returned future drops the operation.
pub async fn serve<J, F>(
    messages: &mut mpsc::Receiver<Message<J>>,
    start: impl FnMut(&J) -> F,
    reply: impl FnMut(Reply<J, F::Output>),
) where
    F: Future,
{
    todo!("reply, and let what was started go on", with messages, start, reply)
}
