//! # predict_turns: whose turn it is
//!
//! Why: on one thread only one task runs at a time. Who runs when is decided by the queue of the
//! runtime and by the awaits in your code, and by nothing else.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each task that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends.
//!
//! ```rust
//! let a = tokio::spawn(async move {
//!     of_a("a");
//!     of_a("a");
//! });
//! let b = tokio::spawn(async move {
//!     of_b("b");
//!     tokio::task::yield_now().await;
//!     of_b("b");
//! });
//! let c = tokio::spawn(async move {
//!     of_c("c");
//! });
//! work("main");
//! let _ = tokio::join!(a, b, c);
//! ```
//!
//! Good to know: there is nothing to program. `work("main")` and its like keep the one thread busy
//! for a second, without an await. Each of them is a span of its own; a column may end one span and
//! begin the next: `|==|==|`.
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
//! In asyncio, the loop runs callbacks in the same way, in the order of their becoming ready.
//! `await asyncio.sleep(0)` is its `yield_now`.
//!
//! Rule of thumb: a task runs until its next await that has to wait. Whoever is ready stands in a
//! line.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
