//! Chapter 17: What a future is.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c17_futures_by_hand/give_way_once.rs"
)]
pub mod give_way_once;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c17_futures_by_hand/join_many.rs"
)]
pub mod join_many;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c17_futures_by_hand/join_two.rs"
)]
pub mod join_two;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c17_futures_by_hand/latest_waker.rs"
)]
pub mod latest_waker;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c17_futures_by_hand/oneshot_by_hand.rs"
)]
pub mod oneshot_by_hand;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c17_futures_by_hand/race_two.rs"
)]
pub mod race_two;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c17_futures_by_hand/semaphore_by_hand.rs"
)]
pub mod semaphore_by_hand;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c17_futures_by_hand/timeout_by_hand.rs"
)]
pub mod timeout_by_hand;
