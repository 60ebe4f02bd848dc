//! # tcp_echo: a server for many at once
//!
//! Why: the smallest server there is, and all that makes a server is in it: clients that come at
//! any time, say nothing for an hour, hang up in the middle, and must not get in each other's way;
//! and an owner who wants to switch it off.
//!
//! Build: [`tcp_echo`] accepts clients from `listener` and sends back to each what it sends, byte
//! for byte, as soon as it arrives. Any number of clients are served at once, and one that is
//! silent holds up nobody.
//!
//! A client that shuts down its sending side (a *half-close*) still listens: it gets everything
//! that it has sent, and then the server closes its side too.
//!
//! When the future `shutdown` is done, the server ends: it accepts nobody any more, drops the
//! connections that are open, wherever they are, and returns. Nothing of it runs on then: no task
//! is left, and the port is free.
//!
//! Bad input: bytes are bytes, they need not be text. A client that breaks its connection costs
//! its own connection and nothing else: the server goes on.
//!
//! In asyncio, `start_server` makes a task for each connection and hands it to your callback. Here
//! you make the tasks, and so you know them all when the time comes to stop them.
//!
//! Rule of thumb: an error of one client is news for that client's task. Let `?` end the task,
//! never the accept loop.

use tokio::net::TcpListener;

/// Echoes to all clients of `listener`, until `shutdown` is done.
pub async fn tcp_echo(listener: TcpListener, shutdown: impl Future<Output = ()>) {
    drop(shutdown);
    todo!("clients knock at {listener:?}, and each of them wants somebody of its own")
}
