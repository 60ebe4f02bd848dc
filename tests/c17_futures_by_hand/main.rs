//! Chapter 17: What a future is.

mod by_hand;
mod turns;

mod give_way_once;
mod join_many;
mod join_two;
mod latest_waker;
mod oneshot_by_hand;
mod race_two;
mod semaphore_by_hand;
mod timeout_by_hand;
