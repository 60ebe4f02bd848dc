//! Chapter 6: Running out of time.

#[path = "../common/late.rs"]
mod late;
#[path = "../common/spent.rs"]
mod spent;

mod deadline_scope;
mod predict_timeout;
mod shield;
mod wait_for;
