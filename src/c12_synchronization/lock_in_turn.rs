//! # lock_in_turn: one at a time, first come, first served
//!
//! Why: some things can be used by one at a time only: a connection on which a question and its
//! answer must not be mixed with another's, a file that is written in several steps. Whoever uses
//! it also *waits* while using it, and the others have to stay out all that time.
//!
//! Build: an [`InTurn`] holds such a value:
//! - [`with`](InTurn::with) waits for its turn, hands the value to `work`, awaits what `work` does
//!   with it, and gives what `work` gave.
//! - One at a time: nobody else has the value before `work` has come to its end.
//! - First come, first served: turns are taken in the order in which `with` was first polled,
//!   however long the line is and however long one waits. Who has just had a turn and asks again
//!   goes to the end of the line.
//! - The next turn begins at the instant the one before it ends, and a free value is had at once, in
//!   the first poll.
//! - Who waits is woken when a turn ends, and does not look now and then.
//! - A turn ends however its `work` ends: with a result, with an error, by a panic (which goes on
//!   to the caller of `with`), or because the caller is cancelled, that is, dropped. The next finds
//!   the value as it was left.
//! - Who is cancelled while waiting costs nobody a turn, and nobody else in the line changes places.
//!
//! Left open: tokio lets a task do only so much in one poll. Who has used that up may ask, and have a
//! free value, in a later one.
//!
//! Good to know: `work` is an async closure: `work(&mut value).await` calls it. The lock of `std`
//! makes the *thread* wait. Held over an `.await`, it stops the very thread that the holder needs to
//! go on. It also refuses service after a panic; `tokio`'s does not.
//!
//! In asyncio, a `Lock` stands beside what it guards, and forgetting it is easy. In Rust the lock owns
//! the value: there is no other way to it.
//!
//! Rule of thumb: a lock held over an `.await` has to be an async one. One that is not can be
//! `std`'s.

/// A value that is used by one at a time.
pub struct InTurn<T> {
    // What makes the others wait?
    value: T,
}

impl<T> InTurn<T> {
    /// A value that is free.
    pub fn new(value: T) -> Self {
        InTurn { value }
    }

    /// Waits for a turn, works on the value, and gives what the work gave.
    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        todo!("wait for this caller's turn, then work on the value", with work, self.value)
    }
}
