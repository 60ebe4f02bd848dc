//! Chapter 19: What must not move.

#[path = "../common/lock.rs"]
mod lock;

mod reset_the_sleep;
