//! Chapter 4: Tasks.

mod background_results;
mod cancel_task;
mod two_tasks;
