//! # predict_select: what the loser had done
//!
//! Why: `select!` drops all branches but the first that is done. Whatever a loser had done by then
//! stays done, and the rest never happens: most bugs around `select!` live between the two.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends. Work that comes to its end is drawn `|===|`, and work that is dropped before its
//! end `|===/`.
//!
//! ```rust
//! tokio::select! {
//!     () = job("left", 3) => {}
//!     () = async {
//!         job("one", 1).await;
//!         job("two", 4).await;
//!     } => {}
//! }
//! job("after", 1).await;
//! ```
//!
//! Good to know: there is nothing to program. `job("left", 3)` gives a future that works for three
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
//! In asyncio, `wait(..., return_when=FIRST_COMPLETED)` leaves the losers running, and you cancel
//! them or forget to. `select!` owns its branches, and drops them.
//!
//! Rule of thumb: a branch of `select!` may stop at any of its awaits. What must not be done by
//! halves does not belong there.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
