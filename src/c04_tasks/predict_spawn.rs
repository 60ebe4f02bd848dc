//! # predict_spawn: what the others do meanwhile
//!
//! Why: a task runs while you do something else, whether you wait for it or not. What becomes of it
//! when nobody holds its handle any more is what asyncio and tokio answer differently.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends.
//!
//! ```rust
//! let tea = tokio::spawn(job("tea", 2));
//! let cake = tokio::spawn(job("cake", 5));
//! job("table", 1).await;
//! let _ = tea.await;
//! drop(cake);
//! job("chat", 4).await;
//! ```
//!
//! Good to know: there is nothing to program. `job("tea", 2)` gives a future that works for two
//! seconds. `cake` is the handle of a task.
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
//! In asyncio, the loop keeps a weak reference to a task: one that nobody holds may be collected in
//! the middle of its work. A tokio task whose handle is dropped is detached, and runs on.
//!
//! Rule of thumb: dropping a future ends its work; dropping the handle of a task does not.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
