//! Chapter 6: Running out of time.

#[path = "../common/late.rs"]
mod late;
#[path = "../common/spent.rs"]
mod spent;
#[path = "../common/woken.rs"]
mod woken;

mod deadline_scope;
mod predict_timeout;
mod shield;
mod wait_for;
