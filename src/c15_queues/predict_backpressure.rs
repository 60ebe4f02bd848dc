//! # predict_backpressure: room for two
//!
//! Why: a bounded channel slows its producer down. When it does, and by how much, is what
//! back-pressure means, and few draw it right the first time.
//!
//! Build: the picture of what this program does, from its start to its end, with a ruler of two
//! instants or more as its first line, and below it a row for each job that works, named at the
//! left. Each span begins at the instant at which the work begins. It ends at the instant at which
//! the work ends.
//!
//! ```rust
//! let (tx, mut rx) = mpsc::channel(2);
//! let producer = async move {
//!     for _ in 0..5 {
//!         job("make", 1).await;
//!         let _ = tx.send(()).await;
//!     }
//! };
//! let consumer = async {
//!     while rx.recv().await.is_some() {
//!         job("use", 4).await;
//!     }
//! };
//! tokio::join!(producer, consumer);
//! ```
//!
//! Good to know: there is nothing to program. `job("make", 1)` gives a future that works for one
//! second. Both rows hold five spans; a column may end one span and begin the next: `|==|==|`.
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
//! In asyncio, `Queue(maxsize=2)` behaves the same: `put` waits while the queue is full.
//!
//! Rule of thumb: a producer is ahead of its consumer by the room of the channel, and by one item
//! in each hand.

/// What the program does.
pub fn picture() -> &'static str {
    todo!("give the picture as a text")
}
