//! # predict_drop_order: when a guard is dropped
//!
//! Why: in Rust, releasing is dropping, so you have to know when a value is dropped: at the end of
//! its block, where an error leaves the function, and with a future that took it along.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job or guard that works, named
//! at the left. Each span begins at the instant at which the work begins. It ends at the instant at
//! which the work ends. Work that comes to its end is drawn `|===|`, and work that fails `|===x`.
//!
//! ```rust
//! let steps = async {
//!     let _whole = hold("whole");
//!     {
//!         let _block = hold("block");
//!         job("one", 1).await;
//!     }
//!     let guard = hold("guard");
//!     let rest = async move {
//!         job("two", 2).await;
//!         drop(guard);
//!     };
//!     check(1).await?;
//!     rest.await;
//!     Ok::<(), NoLuck>(())
//! };
//! let _ = steps.await;
//! job("after", 1).await;
//! ```
//!
//! Good to know: there is nothing to program. `job("one", 1)` gives a future that works for one
//! second. `hold("whole")` gives a guard, and its span reaches from there to where it is dropped.
//! `check(1)` works for one second, in the row `check`, and fails with `NoLuck`.
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
//! In asyncio, `async with` says where a resource is released. Here the block says it, or whoever
//! owns the guard last.
//!
//! Rule of thumb: a value is dropped where its owner ends, and the owner of what an `async move`
//! block uses is the future.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
