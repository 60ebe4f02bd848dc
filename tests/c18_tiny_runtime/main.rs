//! Chapter 18: Who polls.

#[path = "../common/by_hand.rs"]
#[expect(
    dead_code,
    reason = "nobody is asked here for the wakers that he keeps"
)]
mod by_hand;
#[path = "../common/let_go.rs"]
mod let_go;
#[path = "../common/lock.rs"]
mod lock;
#[path = "../common/orders.rs"]
mod orders;

mod block_on;
mod run_queue;
mod timer_wheel;
