//! Chapter 5: Many at once.

#[path = "../common/began.rs"]
mod began;
#[path = "../common/late.rs"]
mod late;
#[path = "../common/spent.rs"]
mod spent;
#[path = "../common/woken.rs"]
mod woken;

mod as_completed;
mod gather;
mod gather_or_fail;
mod gather_outcomes;
mod predict_select;
mod task_group;
mod wait_first;
mod wait_until;
