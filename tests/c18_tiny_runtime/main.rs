//! Chapter 18: Who polls.

#[path = "../common/lock.rs"]
mod lock;

mod block_on;
