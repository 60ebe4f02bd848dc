//! Chapter 12: Taking turns.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c12_synchronization/event_flag.rs"
)]
pub mod event_flag;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c12_synchronization/limit_concurrency.rs"
)]
pub mod limit_concurrency;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c12_synchronization/lock_in_turn.rs"
)]
pub mod lock_in_turn;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c12_synchronization/predict_lock.rs"
)]
pub mod predict_lock;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c12_synchronization/shared_account.rs"
)]
pub mod shared_account;
