//! Chapter 24: Everybody's turn.

#[path = "../common/aside.rs"]
mod aside;
#[path = "../common/sparingly.rs"]
mod sparingly;
#[path = "../common/spent.rs"]
mod spent;

mod fair_shares;
mod keep_them_polled;
mod pay_the_budget;
mod starving_branch;
