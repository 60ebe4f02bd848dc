//! Chapter 20: Dropped in the middle.

#[path = "../common/apart.rs"]
mod apart;

mod cancel_tree;
mod finish_the_charge;
mod frames_in_select;
mod futurelock;
mod leave_it_whole;
mod reserve_then_take;
mod wait_for_zero;
