//! Chapter 4: Tasks.

#[path = "../common/spent.rs"]
mod spent;

mod background_results;
mod cancel_task;
mod predict_abort;
mod predict_spawn;
mod two_tasks;
