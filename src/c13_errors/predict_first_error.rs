//! # predict_first_error: one of three fails
//!
//! Why: `try_join!` returns with the first error. What becomes of the others is the difference
//! between a request that was given up and one that goes on behind your back.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends. Work that comes to its end is drawn `|===|`, work that is dropped before its end
//! `|===/`, and work that fails `|===x`.
//!
//! ```rust
//! let _ = tokio::try_join!(works("a", 1), fails("b", 2), works("c", 3));
//! job("after", 1).await;
//! ```
//!
//! Good to know: there is nothing to program. `works("a", 1)` works for one second and gives `Ok`,
//! `fails("b", 2)` works for two and gives `Err`. `job("after", 1)` gives a future that works for
//! one second.
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
//! In asyncio, `gather` passes the first exception on and leaves the others running. A `TaskGroup`
//! cancels them. `try_join!` drops them.
//!
//! Rule of thumb: with `try_join!` nothing outlives the error, since it owns all its futures. Tasks
//! do not belong to anybody.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
