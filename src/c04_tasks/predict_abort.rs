//! # predict_abort: when an aborted task is gone
//!
//! Why: `abort` asks, it does not wait. When the task is really gone, and what `abort` does to one
//! that has ended or has not begun, decides what your cleanup may rely on.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends. Work that comes to its end is drawn `|===|`, and work that is dropped before its
//! end `|===/`.
//!
//! ```rust
//! let long = tokio::spawn(job("long", 5));
//! let short = tokio::spawn(job("short", 1));
//! let early = tokio::spawn(job("early", 4));
//! early.abort();
//! job("first", 2).await;
//! long.abort();
//! short.abort();
//! let _ = long.await;
//! job("last", 1).await;
//! ```
//!
//! Good to know: there is nothing to program. `job("long", 5)` gives a future that works for five
//! seconds. The tasks and the program share one thread, so a task begins only when the program
//! waits.
//!
//! Good to know: this is how a picture looks in which `bread` works for two seconds, and `jam` for
//! one second after it. A column is an instant.
//!
//! ```text
//!          0s  1s  2s  3s
//! bread    |=======|
//! jam              |===|
//! ```
//!
//! In asyncio, `Task.cancel` throws an exception into the coroutine, which may clean up at length.
//! An aborted task is dropped at its next wait, without running another line.
//!
//! Rule of thumb: abort, then await the handle: when that returns, the task and all it held are
//! gone.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
