//! Chapter 24: Everybody's turn.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c24_fairness/fair_shares.rs"
)]
pub mod fair_shares;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c24_fairness/keep_them_polled.rs"
)]
pub mod keep_them_polled;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c24_fairness/pay_the_budget.rs"
)]
pub mod pay_the_budget;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c24_fairness/starving_branch.rs"
)]
pub mod starving_branch;
