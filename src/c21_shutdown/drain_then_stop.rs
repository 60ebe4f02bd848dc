//! # drain_then_stop: the end of a server
//!
//! Why: every new version of a server begins with the end of the old one. One that just stops breaks off
//! requests that were almost done. One that waits until all clients have left may wait for ever: a
//! client that keeps its connection for the next request does not leave, and neither does one that
//! hangs. Sooner or later somebody kills it, and with it what was still at work. An end in good order
//! takes three things: nobody new, time for what was begun, and a limit.
//!
//! Build: [`serve`] serves what `connections` gives, where a request is a line of text that ends with
//! `\n`, and so is its answer: what `answer` gives for the line without its `\n`, and a `\n`.
//! - Each connection is served from the instant at which it comes, however many there are and however
//!   long they stay: its requests one after the other, each with the time that it takes.
//! - When `stop` is ready, nobody is let in any more: `connections` is dropped at that instant.
//! - Connections that wait for a request when `stop` is ready are closed at that instant, which is to
//!   say: dropped.
//! - A connection that is at work then goes on, until the client has taken all of the answer: until it is
//!   written and flushed, however long that takes. At that instant it is closed, even if it holds another
//!   request.
//! - When the time `grace` has gone by since `stop` was ready, all that is still at work is stopped: what
//!   `answer` gave is dropped, and the connection is closed. `grace` may be zero, and it may be
//!   `Duration::MAX`, where nothing is stopped.
//! - `serve` returns at the instant at which the last connection is closed, at once if there is none.
//!   By then nothing is left of it: no connection, no answer at work, no task.
//! - The [`Report`] counts the connections that were there when `stop` was ready, each of them once: as
//!   `idle` if it waited for a request, as `stopped` if it was at work and had to be stopped, else as
//!   `finished`.
//! - Dropping the future of `serve` closes all connections at that instant, and stops what is at work.
//!
//! Bad input: an `Err` among the connections is passed over, and the next one is let in. A connection
//! that ends or fails while it waits for a request, or fails while its answer is written, is closed at
//! that instant. An `answer` that panics, when it is called or later, closes its own connection, and no
//! other one.
//!
//! Left open: what comes at the very instant of `stop` or of the limit. A request of which only a part has
//! come. Lines that end with `\r\n`, or are no UTF-8. A client that ends its own half while it is
//! answered. What happens when `connections` ends. An `answer` that panics when it is dropped. Whether a
//! connection is shut down before it is dropped, and what becomes of one that lets you wait for that.
//!
//! Good to know: this takes a word to all connections, which is a [`cancel_tree`], and a wait for the last
//! of them, which is [`wait_for_zero`]. In tokio-util they are called `CancellationToken` and
//! `TaskTracker`.
//!
//! In asyncio, `Server.close` lets nobody in any more, and `wait_closed` waits for the connections that
//! are there, idle ones too; since 3.13 there is `close_clients`, and `abort_clients` for the rest. The
//! order and the limit are yours.
//!
//! Rule of thumb: tell all to finish, wait for a limited time, stop the rest, and wait for those as well.
//!
//! [`cancel_tree`]: crate::c20_cancel_safety::cancel_tree
//! [`wait_for_zero`]: crate::c20_cancel_safety::wait_for_zero

use std::io;

use futures::Stream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Duration;

/// What became of the connections that were there when the server was told to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Those that waited for a request.
    pub idle: usize,
    /// Those that were at work, and had ended before the time was over.
    pub finished: usize,
    /// Those that were still at work when the time was over.
    pub stopped: usize,
}

/// Serves all connections until `stop` is ready, and comes to an end in good order.
pub async fn serve<C, S, A, W>(
    connections: C,
    answer: A,
    stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> Report
where
    C: Stream<Item = io::Result<S>> + Unpin + Send + 'static,
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Fn(String) -> W + Clone + Send + Sync + 'static,
    W: Future<Output = String> + Send + 'static,
{
    todo!(
        "serve, let nobody in any more, let finish, stop the rest",
        with connections, answer, stop, grace
    )
}
