//! # http_server: a small JSON service
//!
//! Why: a server is a loop that takes connections, and a task for each of them. What makes it one
//! that you can leave alone is the rest: clear answers to bad requests, a limit on what it takes
//! in, and an end that breaks nothing off.
//!
//! Build: [`serve`] serves HTTP on the listener until `stop` is ready. axum is at hand.
//! - `GET /health` gives 200 and `{"status":"ok"}`.
//! - `POST /translate` takes `{"text":"..."}`, whatever its content type and whatever else the
//!   object holds, and gives 200 and `{"text":"..."}` with what `work` makes of the text.
//! - `work` may take as long as it likes: meanwhile other requests are served, however many they
//!   are.
//! - When `stop` is ready, no new connection is taken, and connections on which nothing is going on
//!   are closed. Requests that have begun are finished and answered, however long that takes, and
//!   then [`serve`] returns. Without requests that is at once.
//!
//! Bad input: every answer that is not 200 has a body `{"error":"..."}` that says why.
//! - A path that is none of these: 404. Another method on one of these: 405.
//! - A body that is not JSON, or has no `text` that is a string: 400, whatever its content type.
//! - A body longer than [`MAX_BODY`] bytes, whatever it holds: 413, whether its length is announced
//!   or it comes in chunks. Exactly [`MAX_BODY`] bytes are fine.
//!
//! Left open: what `HEAD` gets, what is no HTTP, a list as a body, two `text` in one object, other
//! members that a `serde_json::Value` cannot hold (such as `1e999`, or hundreds of lists in one
//! another), a `work` that panics, how long a connection or the rest of a request is waited for, and
//! whether a request has begun of which only a part has come. Of a body that is too long you need not
//! take the rest.
//!
//! Good to know: `work` goes to many tasks, so it is `Clone + Send + Sync + 'static`, and what it
//! gives is `Send + 'static`. axum has answers of its own to most bad input, 422 for JSON without
//! `text` for example, and plain text for an error. They are sensible, but here the service says
//! what it gives.
//!
//! In asyncio, with aiohttp, the framework makes a task of each request too; both end gracefully
//! only if asked.
//!
//! Rule of thumb: a server needs a limit for everything that a stranger can make large.

use std::io;

use tokio::net::TcpListener;

/// The longest body that is taken, in bytes.
pub const MAX_BODY: usize = 16 * 1024;

/// Serves on this listener until `stop` is ready and all that had begun is done. An error is one of
/// the listener.
pub async fn serve<W, F, S>(listener: TcpListener, work: W, stop: S) -> io::Result<()>
where
    W: Fn(String) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = String> + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    todo!("answer requests until it is time to stop", with listener, work, stop, MAX_BODY)
}
