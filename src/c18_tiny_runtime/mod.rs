//! Chapter 18: Who polls.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c18_tiny_runtime/block_on.rs"
)]
pub mod block_on;
