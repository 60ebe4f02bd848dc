//! Chapter 12: Taking turns.

#[path = "../common/apart.rs"]
mod apart;
#[path = "../common/aside.rs"]
mod aside;
#[path = "../common/lock.rs"]
mod lock;
#[path = "../common/lost_updates.rs"]
mod lost_updates;

mod event_flag;
mod limit_concurrency;
mod lock_in_turn;
mod predict_lock;
mod shared_account;
