//! # predict_await: what happens, and when
//!
//! Why: who says what a program will do before it runs finds out what they believe. Two awaits in a
//! row and one `join!` look much alike, and take different times.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends.
//!
//! ```rust
//! let tea = job("tea", 3);
//! let toast = job("toast", 2);
//! tea.await;
//! toast.await;
//! let eggs = job("eggs", 2);
//! let juice = job("juice", 1);
//! tokio::join!(eggs, juice);
//! ```
//!
//! Good to know: there is nothing to program. `job("tea", 3)` gives a future that works for three
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
//! In asyncio, awaiting two coroutines in a row takes as long as both together, too. What differs
//! is what happens when they are made by `create_task`: those run on their own. A Rust future never
//! does.
//!
//! Rule of thumb: count the awaits. What stands behind an await begins when the await is over.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
