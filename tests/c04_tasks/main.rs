//! Chapter 4: Tasks.

mod background_results;
mod cancel_task;
mod predict_abort;
mod predict_spawn;
mod two_tasks;
