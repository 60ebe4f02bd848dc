//! # bridge_threads: plain threads ask, async code answers
//!
//! Why: not every part of a program is async. A thread reads a device, another one runs an old
//! library, and both want something from the async part: they ask, and wait for the answer. A
//! thread waits by blocking, a task waits by giving way, and the bridge between them has to do each
//! on its side.
//!
//! Build: [`bridge`] makes a [`Client`] for threads and a [`Server`] for async code:
//! - [`Client::ask`] sends a question and gives a [`Pending`] answer. The question waits until the
//!   server takes it, which it does when it calls `answer` with it. If as many questions wait as
//!   there is *room* for, `ask` blocks the thread until one is taken, and no longer.
//! - [`Pending::wait`] blocks the thread until its own answer is there, whatever was asked before
//!   or after it.
//! - [`Server::serve`] takes one question after another, in the order of asking, and awaits
//!   `answer` for each. While nobody asks it waits as a future does: the runtime is free, and
//!   nothing wakes it now and then to look.
//! - Every thread may have a clone of the client, nothing is lost, and the questions of a thread are
//!   taken in its own order.
//! - When all clients are gone, `serve` answers what is left and returns.
//! - When the server is gone, whether it was dropped, is cancelled while it serves or an `answer`
//!   panics, all who ask or wait, now or later, get [`HungUp`], but for those whose answer was there
//!   before.
//! - Who drops a `Pending` does not want the answer: the server goes on to the next question.
//!
//! Left open: whether `answer` is called for a question whose `Pending` has been dropped; whose
//! question comes first where several threads ask at the same time.
//!
//! Good to know: the room is back-pressure: who is too fast is slowed down, and memory stays bounded.
//! No room at all is ruled out by the type, and nobody asks for room for more than a thousand. `ask`
//! and `wait` are never called inside a runtime.
//!
//! In asyncio, `run_coroutine_threadsafe` makes such a bridge for each single call.
//!
//! Rule of thumb: a channel with two faces. Look in tokio's channels for what a thread may call.

use std::num::NonZeroUsize;

use thiserror::Error;

/// The other side is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the other side has hung up")]
pub struct HungUp;

/// The threads' side: asks.
#[derive(Clone)]
pub struct Client {
    // What do all clients share with the server?
}

/// An answer that is still to come.
pub struct Pending {
    // Where will it come from?
}

/// The async side: answers.
pub struct Server {
    // Where do the questions come from, and where do the answers go?
}

/// A bridge on which so many questions have room to wait for the server.
pub fn bridge(room: NonZeroUsize) -> (Client, Server) {
    todo!("room for {room} questions between the two sides")
}

impl Client {
    /// Sends a question. Blocks the thread while there is no room for it.
    ///
    /// # Errors
    /// [`HungUp`], if the server is gone.
    pub fn ask(&self, question: String) -> Result<Pending, HungUp> {
        todo!("send {question:?} and keep where its answer will come from")
    }
}

impl Pending {
    /// Blocks the thread until the answer is there.
    ///
    /// # Errors
    /// [`HungUp`], if the server is gone and has not answered.
    pub fn wait(self) -> Result<String, HungUp> {
        todo!("wait for the answer to this one question")
    }
}

impl Server {
    /// Answers one question after another until all clients are gone.
    pub async fn serve(self, answer: impl AsyncFnMut(String) -> String) {
        todo!("answer one question after the other", with answer)
    }
}
