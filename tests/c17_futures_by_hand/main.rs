//! Chapter 17: What a future is.

#[path = "../common/by_hand.rs"]
mod by_hand;
#[path = "../common/let_go.rs"]
mod let_go;
#[path = "../common/lock.rs"]
mod lock;
#[path = "../common/turns.rs"]
mod turns;

mod give_way_once;
mod join_many;
mod join_two;
mod latest_waker;
mod oneshot_by_hand;
mod race_two;
mod semaphore_by_hand;
mod timeout_by_hand;
