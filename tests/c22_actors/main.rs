//! Chapter 22: State with an address.

#[path = "../common/let_go.rs"]
mod let_go;
#[path = "../common/lock.rs"]
mod lock;
#[path = "../common/orders.rs"]
mod orders;
#[path = "../common/sparingly.rs"]
mod sparingly;
#[path = "../common/spent.rs"]
mod spent;

mod ask_an_actor;
mod ask_in_a_circle;
mod full_mailbox;
mod lane_per_key;
mod supervisor;
