//! # http_server: a small JSON service
//!
//! Why: a server is a loop that takes connections, and a task for each of them. What makes it one
//! that you can leave alone is the rest: clear answers to bad requests, a limit on what it takes
//! in, and an end that breaks nothing off.
//!
//! Build: [`serve`] serves HTTP on the listener until `stop` is ready. axum is at hand.
//! - `GET /health` gives 200 and `{"status":"ok"}`.
//! - `POST /translate` takes `{"text":"..."}` and gives 200 and `{"text":"..."}` with what `work`
//!   makes of the text. `work` may take its time: meanwhile other requests are served.
//! - When `stop` is ready, no new connection is taken. Requests that have begun are finished and
//!   answered, connections on which nothing is going on are closed, and then [`serve`] returns.
//!   Without requests that is at once.
//!
//! `work` goes to many tasks, so it is `Clone + Send + Sync + 'static`, and what it gives is
//! `Send + 'static`.
//!
//! Bad input: every answer that is not 200 has a body `{"error":"..."}` that says why.
//! - A path that is none of these: 404. Another method on one of these: 405; `HEAD` on `/health`
//!   may get that or 200, without a body.
//! - A body that is not JSON, or has no `text` that is a string: 400, whatever its content type.
//! - A body longer than [`MAX_BODY`] bytes: 413, whether its length is announced or it comes in
//!   chunks; you need not wait for the rest of it. Exactly [`MAX_BODY`] bytes are fine.
//!
//! axum has answers of its own to most of this, 422 for JSON without `text` for example, and plain
//! text for an error. They are sensible, but here the service says what it gives.
//!
//! In aiohttp, too, the framework makes a task of each request; both end gracefully only if asked.
//!
//! Rule of thumb: a server needs a limit for everything that a stranger can make large.

use std::io;

use tokio::net::TcpListener;

/// The longest body that is taken, in bytes.
pub const MAX_BODY: usize = 16 * 1024;

/// Serves on this listener until `stop` is ready and all that had begun is done.
///
/// # Errors
/// If the listener fails.
pub async fn serve<W, F, S>(listener: TcpListener, work: W, stop: S) -> io::Result<()>
where
    W: Fn(String) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = String> + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let _parts = (work, stop);
    todo!("serve on {listener:?} what is at most {MAX_BODY} bytes long")
}
