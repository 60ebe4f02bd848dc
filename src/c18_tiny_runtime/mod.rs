//! Chapter 18: Who polls.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c18_tiny_runtime/block_on.rs"
)]
pub mod block_on;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c18_tiny_runtime/run_queue.rs"
)]
pub mod run_queue;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c18_tiny_runtime/timer_wheel.rs"
)]
pub mod timer_wheel;
