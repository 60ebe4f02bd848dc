//! Chapter 10: Files.

#[path = "../common/lock.rs"]
mod lock;

mod buffered_copy;
mod count_lines;
mod write_then_read;
