//! # predict_buffered: in order, or as they come
//!
//! Why: `buffered` and `buffer_unordered` differ in one word, and in how long a slow item holds up
//! the others.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends.
//!
//! ```rust
//! let jobs = stream::iter([job("a", 3), job("b", 1), job("c", 1)]);
//! jobs.buffered(2).collect::<Vec<()>>().await;
//! let jobs = stream::iter([job("e", 3), job("f", 1), job("g", 1)]);
//! jobs.buffer_unordered(2).collect::<Vec<()>>().await;
//! ```
//!
//! Good to know: there is nothing to program. `job("a", 3)` gives a future that works for three
//! seconds. `buffered` and `buffer_unordered` come from `futures::StreamExt`.
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
//! In asyncio, there is no counterpart: a semaphore and `gather` bound what runs at once, and
//! `as_completed` gives results as they come.
//!
//! Rule of thumb: with `buffered`, a result that waits for its turn takes a place. Take
//! `buffer_unordered` where order does not matter.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
