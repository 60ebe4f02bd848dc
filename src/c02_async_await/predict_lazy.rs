//! # predict_lazy: made early, awaited late
//!
//! Why: a line that makes a future looks as if it started something. Much code is slower than its
//! author thinks, because it did not.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends.
//!
//! ```rust
//! let early = job("early", 2);
//! let never = job("never", 2);
//! job("other", 3).await;
//! drop(never);
//! early.await;
//! ```
//!
//! Good to know: there is nothing to program. `job("early", 2)` gives a future that works for two
//! seconds.
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
//! In asyncio, a coroutine object is as lazy as a future. Python warns if nobody awaits it; Rust
//! warns only where a future is not even kept in a variable.
//!
//! Rule of thumb: a future that you have is a plan. Work begins with the first poll.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
