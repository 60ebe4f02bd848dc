//! Chapter 10: Files.

mod buffered_copy;
mod count_lines;
mod write_then_read;
