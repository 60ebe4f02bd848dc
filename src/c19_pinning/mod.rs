//! Chapter 19: What must not move.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c19_pinning/reset_the_sleep.rs"
)]
pub mod reset_the_sleep;
