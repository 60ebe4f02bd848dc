//! Chapter 20: Dropped in the middle.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c20_cancel_safety/cancel_tree.rs"
)]
pub mod cancel_tree;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c20_cancel_safety/finish_the_charge.rs"
)]
pub mod finish_the_charge;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c20_cancel_safety/frames_in_select.rs"
)]
pub mod frames_in_select;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c20_cancel_safety/futurelock.rs"
)]
pub mod futurelock;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c20_cancel_safety/leave_it_whole.rs"
)]
pub mod leave_it_whole;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c20_cancel_safety/reserve_then_take.rs"
)]
pub mod reserve_then_take;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c20_cancel_safety/wait_for_zero.rs"
)]
pub mod wait_for_zero;
