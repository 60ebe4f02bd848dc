//! Chapter 5: Many at once.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c05_concurrency/as_completed.rs"
)]
pub mod as_completed;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c05_concurrency/gather.rs"
)]
pub mod gather;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c05_concurrency/gather_or_fail.rs"
)]
pub mod gather_or_fail;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c05_concurrency/gather_outcomes.rs"
)]
pub mod gather_outcomes;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c05_concurrency/predict_select.rs"
)]
pub mod predict_select;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c05_concurrency/task_group.rs"
)]
pub mod task_group;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c05_concurrency/wait_first.rs"
)]
pub mod wait_first;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c05_concurrency/wait_until.rs"
)]
pub mod wait_until;
