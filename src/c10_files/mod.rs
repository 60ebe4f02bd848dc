//! Chapter 10: Files.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c10_files/buffered_copy.rs"
)]
pub mod buffered_copy;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c10_files/count_lines.rs"
)]
pub mod count_lines;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c10_files/write_then_read.rs"
)]
pub mod write_then_read;
