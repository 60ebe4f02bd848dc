//! Chapter 4: Tasks.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c04_tasks/background_results.rs"
)]
pub mod background_results;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c04_tasks/cancel_task.rs"
)]
pub mod cancel_task;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c04_tasks/predict_abort.rs"
)]
pub mod predict_abort;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c04_tasks/predict_spawn.rs"
)]
pub mod predict_spawn;
#[cfg_attr(feature = "solutions", path = "../../solutions/c04_tasks/two_tasks.rs")]
pub mod two_tasks;
