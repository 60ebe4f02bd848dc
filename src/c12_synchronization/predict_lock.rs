//! # predict_lock: three tasks, one lock, one gives up
//!
//! Why: who waits for a lock stands in a line. What becomes of the line when somebody leaves it is
//! what you count on each time a request with a time limit asks for a lock.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends.
//!
//! ```rust
//! let lock = Mutex::new(());
//! let with_lock = async |name, seconds| {
//!     let _guard = lock.lock().await;
//!     job(name, seconds).await;
//! };
//! let _ = tokio::join!(
//!     with_lock("a", 3),
//!     timeout(secs(2), with_lock("b", 2)),
//!     with_lock("c", 2),
//! );
//! ```
//!
//! Good to know: there is nothing to program. `job("a", 3)` gives a future that works for three
//! seconds. `Mutex` is `tokio::sync::Mutex`, `timeout` is `tokio::time::timeout`, and `secs(2)` is
//! a duration of two seconds.
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
//! In asyncio, `asyncio.Lock` is fair as well, and a waiter that is cancelled leaves the line.
//!
//! Rule of thumb: a lock of tokio is handed over in the order of asking. Whoever gives up costs the
//! others nothing.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
