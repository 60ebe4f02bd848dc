//! Chapter 19: What must not move.

#[path = "../common/allocations.rs"]
mod allocations;
#[path = "../common/by_hand.rs"]
mod by_hand;
#[path = "../common/lock.rs"]
mod lock;

mod keep_the_operation;
mod reset_the_sleep;
mod timed_poll;
