//! # predict_timeout: limits within limits
//!
//! Why: a call with a time limit may be inside of another one. Which of the two ends what, and
//! when, is easy to get wrong, and is found out when it is too late.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends. Work that comes to its end is drawn `|===|`, and work that is dropped before its
//! end `|===/`.
//!
//! ```rust
//! let _ = timeout(secs(4), async {
//!     let _ = timeout(secs(2), job("inner", 3)).await;
//!     job("next", 3).await;
//! })
//! .await;
//! job("after", 1).await;
//! ```
//!
//! Good to know: there is nothing to program. `timeout` is `tokio::time::timeout`, `secs(4)` is a
//! duration of four seconds, and `job("inner", 3)` gives a future that works for three.
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
//! In asyncio, `asyncio.timeout` cancels the body by an exception, which the body may catch. Here
//! the body is dropped: nothing in it runs after its limit.
//!
//! Rule of thumb: a limit drops what is inside of it, and nothing else. What stands behind it goes
//! on.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
