//! # tcp_echo: a server for many at once
//!
//! Why: the smallest server there is, and all that makes a server is in it: clients that come at
//! any time, say nothing for an hour, hang up in the middle, and must not get in each other's way;
//! and an owner who wants to switch it off.
//!
//! Build: [`tcp_echo`] accepts clients from `listener` and sends back to each what it sends, byte
//! for byte, as soon as it arrives. Any number of clients are served at once. One that is silent, or
//! that does not read what it gets, holds up nobody, and may take as long as it likes.
//!
//! A client that shuts down its sending side (a *half-close*) still listens: it gets everything
//! that it has sent, and then the server closes its side too.
//!
//! When the future `shutdown` is done, the server ends: it accepts nobody any more, drops the
//! connections that are open, wherever they are, and returns. At the instant at which it returns, no
//! task of it is left, not even one that has been told to stop, and the port is free.
//!
//! Bad input: bytes are bytes, they need not be text. A client that breaks its connection costs
//! its own connection and nothing else. If accepting fails, even again and again, those who are
//! connected are served on, and the shutdown ends it as ever. When accepting works again, whoever
//! waits is let in, 100 ms later at the most.
//!
//! Left open: what becomes of the connections when the future of `tcp_echo` is dropped before its
//! shutdown.
//!
//! Good to know: accepting fails as long as there are too many open files, and at once. A loop that
//! does nothing but ask again gives no task and no connection a chance to go on. Many servers pause for
//! a whole second then, also where the next client would be let in at once.
//!
//! In asyncio, `start_server` makes a task for each connection and hands it to your callback. Here
//! you make the tasks, and so you know them all when the time comes to stop them.
//!
//! Rule of thumb: an error of one client is news for that client's task. Let `?` end the task,
//! never the accept loop.

use tokio::net::TcpListener;

/// Echoes to all clients of `listener`, until `shutdown` is done.
pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    todo!("accept, and give each client a task of its own", with listener, shutdown)
}
