//! Chapter 12: Taking turns.

#[path = "../common/apart.rs"]
mod apart;
#[path = "../common/lock.rs"]
mod lock;

mod event_flag;
mod limit_concurrency;
mod lock_in_turn;
mod predict_lock;
mod shared_account;
