//! Chapter 19: What must not move.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c19_pinning/keep_the_operation.rs"
)]
pub mod keep_the_operation;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c19_pinning/reset_the_sleep.rs"
)]
pub mod reset_the_sleep;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c19_pinning/timed_poll.rs"
)]
pub mod timed_poll;
