//! # reset_the_sleep: so long after the last message
//!
//! Why: a connection over which nothing comes has to end some day, or a server has thousands of them.
//! Whoever waits for an event and for a timer in a loop easily makes a new timer in each turn, and
//! then whatever turns the loop puts off the end: with a keep-alive every 30 s, a limit of a minute
//! never comes. Tests with one message and a pause do not see it.
//!
//! Build: [`until_idle`] takes events out of a channel and hands each of them to `on`, until no
//! message has come for the time `idle`.
//! - Each event is handed on once, in order, at the instant at which it comes.
//! - You give [`End::Idle`] at the very instant at which the time `idle` has gone by since the last
//!   message, or, if there was none, since the first poll of your future.
//! - A keep-alive is handed on like a message, and changes nothing about that instant.
//! - When a message is there and the timer is ready in the same poll, the message is in time: it is
//!   handed on, and the time begins anew.
//! - There is one timer, the one that you are given: you set it, and `Idle` is when it is ready. You
//!   make neither another timer nor a task.
//! - You give [`End::Closed`] when all senders are gone and all that they sent is handed on, at that
//!   instant.
//! - Whoever polls your future is woken by the events and by the timer, and not now and then to look.
//!
//! Bad input: the timer may have been set to any instant when you get it, and may be ready already.
//! With an `idle` of zero, what is in the channel already is handed on, and then it is `Idle` at once.
//! No `idle` is too long. Where an `Instant` cannot hold the end of it, as with `Duration::MAX`, take
//! any instant that is more than a year away.
//!
//! Left open: whether you set the timer after each message, or only when it is ready and there was a
//! message meanwhile. What is first where the timer is ready in the same poll in which a keep-alive or
//! the end of the channel is there, if `idle` is more than zero: so that keep-alive may be handed on or
//! not. `on` neither waits nor panics. tokio lets a task do only so much in one poll: who has used that
//! up may find nothing in the channel although something is there.
//!
//! Good to know: the runtime knows by its address which timer it has to wake, so a timer that was
//! polled may not be moved. It is pinned before, in its place, and whoever needs it is lent it there.
//! Code that is to run on more than one runtime takes its timers as a parameter; here it also lets the
//! tests see what becomes of yours.
//!
//! In asyncio, `async with asyncio.timeout(60) as scope` is put off by `scope.reschedule(when)`.
//!
//! Rule of thumb: what has to outlive a turn of the loop is made before the loop.

use std::pin::Pin;

use tokio::sync::mpsc;
use tokio::time::{Duration, Instant, Sleep};

/// Something that came from the other side.
#[derive(Debug)]
pub enum Event<M> {
    /// It has something to say.
    Message(M),
    /// It says only that it is still there.
    KeepAlive,
}

/// Why nothing is handed on any more.
#[derive(Debug)]
pub enum End {
    /// No message has come for so long.
    Idle,
    /// Nobody sends any more.
    Closed,
}

/// A future that is ready at an instant, and can be set to another one.
pub trait Timer: Future<Output = ()> {
    /// Sets it: it is ready at this instant and not before, whether it was ready already or not.
    /// Whoever wants to be woken then polls it after that: a future that was ready keeps no waker.
    fn reset(self: Pin<&mut Self>, at: Instant);
}

impl Timer for Sleep {
    fn reset(self: Pin<&mut Self>, at: Instant) {
        Sleep::reset(self, at);
    }
}

/// Hands the events on until no message has come for so long.
pub async fn until_idle<T: Timer, M>(
    timer: T,
    idle: Duration,
    events: &mut mpsc::Receiver<Event<M>>,
    on: impl FnMut(Event<M>),
) -> End {
    todo!(
        "hand on what comes, and set the timer again after each message",
        with timer, idle, events, on
    )
}
